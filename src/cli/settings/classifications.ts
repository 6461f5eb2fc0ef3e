import type { Classification, Classifications } from '../../model/classification.js'
import { fields, oneOf, type Read, refuse, text } from './read-value.js'

type Kind = Classification['kind']
type OnErase = NonNullable<Classification['onErase']>
type Columns = readonly [string, ...(readonly string[])]

const columns: Read<Columns> = (value, path) => {
  if (!Array.isArray(value)) return refuse(path, 'a list of columns', value)
  const [first, ...rest] = value.map((entry, index) => text(entry, `${path}[${index}]`))
  return first === undefined ? refuse(path, 'a list that is not empty', value) : [first, ...rest]
}

const kept = fields<{ readonly retain: string; readonly anonymise: Columns }>({
  retain: text,
  anonymise: columns,
})

const onErase: Read<OnErase> = (value, path) => {
  if (value === 'delete') return value
  const { retain, anonymise } = kept(value, path)
  if (retain !== undefined && anonymise === undefined) return { retain }
  if (anonymise !== undefined && retain === undefined) return { anonymise }
  return refuse(path, "'delete', { retain: 'the reason' } or { anonymise: ['column'] }", value)
}

const onlyTrue: Read<true> = (value, path) =>
  value === true ? value : refuse(path, 'true, or left out', value)

interface Options {
  readonly kind: Kind
  readonly onErase: OnErase
  readonly status: string
  readonly tenant: string
  readonly shared: true
  readonly through: string
  readonly members: string
}

/** Of each kind: what it cannot do without, and what it may say besides. */
const options: Readonly<Record<Kind, { readonly needs?: keyof Options; readonly may?: keyof Options }>> = {
  root: { may: 'status' },
  direct: { needs: 'tenant', may: 'shared' },
  through: { needs: 'through' },
  identity: { needs: 'members' },
  shared: {},
  system: {},
}

const kindOf = oneOf(['root', 'direct', 'through', 'identity', 'shared', 'system'] satisfies readonly Kind[])

const readers: { readonly [K in keyof Options]: Read<Options[K]> } = {
  kind: kindOf,
  onErase,
  status: text,
  tenant: text,
  shared: onlyTrue,
  through: text,
  members: text,
}

const classification: Read<Classification> = (value, path) => {
  if (typeof value !== 'object' || value === null) {
    return refuse(path, "an object with a `kind`, for example { kind: 'system' }", value)
  }
  if (!('kind' in value)) return refuse(`${path}.kind`, 'given', undefined)
  const kind = kindOf(value.kind, `${path}.kind`)
  const { needs, may } = options[kind]
  const names = (['kind', 'onErase', needs, may] as const).filter((name) => name !== undefined)
  const known = Object.fromEntries(names.map((name) => [name, readers[name]]))
  const read = fields<Options>(known as typeof readers)(value, path)
  if (needs !== undefined && read[needs] === undefined) {
    return refuse(`${path}.${needs}`, `given, which { kind: '${kind}' } needs`, undefined)
  }
  // Each field has passed its reader, and the needed one is there: what TypeScript cannot see through the record.
  return read as Classification
}

/**
 * The key `tables` of a configuration.
 *
 * @throws TenancyError TEN131 for an unknown kind or option, a missing or malformed one, by name
 */
export const classifications: Read<Classifications> = (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(path, 'an object with the tables as its keys', value)
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      text(key, `a key of ${path}`),
      classification(entry, `${path}[${JSON.stringify(key)}]`),
    ]),
  )
}
