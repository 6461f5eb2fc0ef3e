import type { Evaluator } from '../evaluate/evaluator.js'
import { type ColumnDraft, columnDraft } from '../values/column-draft.js'
import { literal, native, nothing } from '../values/make-value.js'
import { option } from '../values/option.js'
import { placeOf } from '../values/place.js'
import { unknown } from '../values/unknown.js'
import type { BuilderValue, NativeValue, Site, UnknownValue, Value } from '../values/value.js'
import { sqlTypes } from './sql-types.js'

/** Builders that say more of the column than its type. */
const given: Readonly<Record<string, Partial<ColumnDraft>>> = {
  serial: { notNull: true, hasDefault: true },
  bigserial: { notNull: true, hasDefault: true },
  smallserial: { notNull: true, hasDefault: true },
}

const sized = new Set(['char', 'varchar'])

/** The column builders of `drizzle-orm/pg-core` by name. */
export const columnBuilders: ReadonlyMap<string, NativeValue> = new Map(
  [...sqlTypes].map(([builder, type]) => [
    builder,
    native(
      builder,
      (args, site) => {
        const { name, config } = nameAndConfig(args, site)
        const length = sized.has(builder) ? option(config, 'length', site) : null
        return makeBuilder({
          name,
          type: () => type(config, site),
          length,
          place: placeOf(site),
          ...given[builder],
        })
      },
      { makes: 'column' },
    ),
  ]),
)

const makeBuilder = (draft: Parameters<typeof columnDraft>[0]): BuilderValue => ({
  kind: 'builder',
  column: columnDraft(draft),
})

/** `customType({ dataType() { return 'citext' } })`: a builder whose type is what the function gives for its config. */
export const customType = (evaluator: Evaluator): NativeValue =>
  native('customType', ([params], site) =>
    native(
      'a customType',
      (args, callSite) => {
        const { name, config } = nameAndConfig(args, callSite)
        const type = () => {
          if (params === undefined || params.kind === 'unknown')
            return params ?? unknown(site, 'it has no parameters')
          const run = evaluator.member(params, 'dataType', site)
          return typeText(evaluator.call(run, [config], site), site, 'its dataType() gives no known text')
        }
        return makeBuilder({ name, type, place: placeOf(callSite) })
      },
      { makes: 'column' },
    ),
  )

/** What callback columns get as their argument. */
export const callbackBuilders = (evaluator: Evaluator): ReadonlyMap<string, NativeValue> =>
  new Map([...columnBuilders, ['customType', customType(evaluator)]])

/** `pgEnum('mood', ['sad', 'ok'])`, or an enum of a `pgSchema`: the type is the enum's name without its schema. */
export const pgEnum: NativeValue = native('pgEnum', ([enumName, values], site) =>
  native(
    'a pgEnum',
    ([name], callSite) =>
      makeBuilder({
        name: columnName(name, callSite),
        type: () => typeText(enumName, site, 'the name of the enum is not known'),
        place: placeOf(callSite),
      }),
    {
      makes: 'column',
      members: new Map<string, Value>([
        ['enumName', enumName ?? nothing],
        ['enumValues', values ?? nothing],
      ]),
    },
  ),
)

function typeText(value: Value | undefined, site: Site, reason: string): string | UnknownValue {
  if (value?.kind === 'unknown') return value
  return value?.kind === 'literal' && typeof value.value === 'string' ? value.value : unknown(site, reason)
}

/** `text('name', { … })` and `text({ … })`: both forms of every builder. */
function nameAndConfig(args: readonly Value[], site: Site): { name: ColumnDraft['name']; config: Value } {
  const [first = nothing, second = nothing] = args
  if (isObject(first)) return { name: '', config: first }
  return { name: columnName(first, site), config: second }
}

/** What JavaScript calls an object, `null` among them: drizzle then takes the first argument for the configuration. */
const isObject = ({ kind, ...rest }: Value): boolean =>
  kind === 'object' ||
  kind === 'array' ||
  kind === 'namespace' ||
  (kind === 'literal' && 'value' in rest && rest.value === null)

function columnName(value: Value = literal(undefined), site: Site): ColumnDraft['name'] {
  if (value.kind === 'unknown') return value
  if (value.kind !== 'literal') return unknown(site, "the column's name is not known")
  return typeof value.value === 'string' ? value.value : ''
}
