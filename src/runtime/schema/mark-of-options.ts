import { TenancyError } from '../../model/error.js'
import type { OnErase } from '../../model/schema.js'
import type { TableMark, TableMarkKind } from './mark.js'
import { isTenantStatus } from './tenant-status.js'

/** A table as it is declared: types are those of the public signatures, but a JavaScript caller may pass anything. */
export interface Declaration {
  readonly name: string
  /** Column builders by key, the added tenant column among them. */
  readonly columns: Readonly<Record<string, object>>
  readonly options: Readonly<Record<string, unknown>>
}

/** Reads the options of one kind of table into its mark. */
export type ReadOptions = (declaration: Declaration) => TableMarkKind

/**
 * The mark that the options of a table stand for.
 *
 * @throws TenancyError TEN609 when an option is unknown, missing or malformed, or names a column that is not there
 */
export const markOfOptions = (
  declaration: Declaration,
  known: readonly string[],
  read: ReadOptions,
): TableMark => {
  const stray = Object.keys(declaration.options).find(
    (option) => option !== 'onErase' && !known.includes(option),
  )
  if (stray !== undefined) {
    throw refusal(
      declaration,
      `has no option ${JSON.stringify(stray)}`,
      `It takes ${[...known, 'onErase'].join(', ')}.`,
    )
  }
  return { ...read(declaration), onErase: onErase(declaration) }
}

export const rootMark: ReadOptions = (declaration) => {
  if (declaration.options.status !== undefined)
    return { kind: 'root', status: keyOption(declaration, 'status') }
  const marked = Object.keys(declaration.columns).filter((key) =>
    isTenantStatus(declaration.columns[key] ?? {}),
  )
  if (marked.length > 1) {
    throw refusal(
      declaration,
      `has ${marked.length} columns made by tenantStatus(): ${marked.join(', ')}`,
      'Say with the option `status` which one it is.',
    )
  }
  return { kind: 'root', status: marked[0] ?? null }
}

/** `defaultKey` is the key of the tenant column unless the option `tenant` names another. */
export const tenantMark =
  (defaultKey: string): ReadOptions =>
  (declaration) => {
    const { tenant, shared } = declaration.options
    if (shared !== undefined && shared !== true) {
      throw refusal(
        declaration,
        'has an option `shared` that is not true',
        'Leave it out, or set it to true.',
      )
    }
    return {
      kind: 'direct',
      tenant: tenant === undefined ? defaultKey : keyOption(declaration, 'tenant'),
      shared: shared === true,
    }
  }

export const childMark: ReadOptions = (declaration) => ({
  kind: 'through',
  through: keyOption(declaration, 'through'),
})

export const identityMark: ReadOptions = (declaration) => {
  const { members } = declaration.options
  if (typeof members !== 'function') {
    throw refusal(
      declaration,
      'does not say which table holds the memberships',
      'Pass { members: () => memberships }.',
    )
  }
  return { kind: 'identity', members: members as () => unknown }
}

export const sharedMark: ReadOptions = () => ({ kind: 'shared' })

export const systemMark: ReadOptions = () => ({ kind: 'system' })

function onErase(declaration: Declaration): OnErase {
  const given = declaration.options.onErase
  if (given === undefined || given === 'delete') return { mode: 'delete' }
  const { retain, anonymise } = (typeof given === 'object' && given !== null ? given : {}) as Record<
    string,
    unknown
  >
  if (typeof retain === 'string' && retain.trim() !== '' && anonymise === undefined) {
    return { mode: 'retain', reason: retain }
  }
  if (Array.isArray(anonymise) && anonymise.length > 0 && retain === undefined) {
    return {
      mode: 'anonymise',
      columns: anonymise.map((key) => checkedKey(declaration, 'onErase.anonymise', key)),
    }
  }
  throw refusal(
    declaration,
    'has an option `onErase` that says nothing clear',
    "Pass 'delete', { retain: 'the reason' } or { anonymise: ['columnKey'] }.",
  )
}

const keyOption = (declaration: Declaration, option: string): string =>
  checkedKey(declaration, option, declaration.options[option])

function checkedKey(declaration: Declaration, option: string, key: unknown): string {
  if (typeof key === 'string' && Object.hasOwn(declaration.columns, key)) return key
  throw refusal(
    declaration,
    key === undefined
      ? `lacks the option \`${option}\``
      : `has no column with the key ${JSON.stringify(key)} that the option \`${option}\` names`,
    `Pass one of its keys: ${Object.keys(declaration.columns).join(', ')} (the key in the table object, not the column's name in the database).`,
  )
}

const refusal = ({ name }: Declaration, what: string, remedy: string) =>
  new TenancyError('TEN609', `table ${JSON.stringify(name)} ${what}. ${remedy}`)
