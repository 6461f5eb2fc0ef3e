import { tenantKey } from '../../../model/tenant-key.js'
import { buildTable, columnsOf } from '../drizzle/build-table.js'
import { knownName } from '../drizzle/known-name.js'
import { publicSchema } from '../drizzle/table-makers.js'
import type { Evaluator } from '../evaluate/evaluator.js'
import { columnDraft } from '../values/column-draft.js'
import { native, nothing, objectOf } from '../values/make-value.js'
import type { MarkDraft } from '../values/mark-draft.js'
import { option } from '../values/option.js'
import { placeOf } from '../values/place.js'
import type { NativeValue, Site, UnknownValue, Value } from '../values/value.js'

/** A tenancy's convention: what `defineTenancy` is called with. */
export interface Convention {
  readonly column: string | UnknownValue
  readonly type: string | UnknownValue
}

const kinds: Readonly<Record<string, MarkDraft['kind']>> = {
  tenantRoot: 'root',
  tenantTable: 'direct',
  tenantChild: 'through',
  sharedTable: 'shared',
  systemTable: 'system',
  identityTable: 'identity',
}

/** The six functions that mark tables (`runtime/schema/`), for one convention and one Postgres schema. */
export const tableKinds = (
  convention: Convention,
  schema: string | UnknownValue | null,
  evaluator: Evaluator,
): ReadonlyMap<string, NativeValue> =>
  new Map(
    Object.entries(kinds).map(([name, kind]) => [
      name,
      native(name, (args, site) => markedTable(kind, convention, schema, args, site, evaluator), {
        makes: 'table',
      }),
    ]),
  )

function markedTable(
  kind: MarkDraft['kind'],
  convention: Convention,
  schema: string | UnknownValue | null,
  [name, columns = nothing, third = nothing, fourth]: readonly Value[],
  site: Site,
  evaluator: Evaluator,
): Value {
  // `(name, columns, extra, options)` and `(name, columns, options)`: told apart by what stands third.
  const isExtra = third.kind === 'closure' || third.kind === 'native' || third.kind === 'unknown'
  const options = isExtra ? (fourth ?? (third.kind === 'unknown' ? third : nothing)) : (fourth ?? third)
  const own = columnsOf(columns, site, evaluator)
  const tenant = kind === 'direct' ? tenantColumn(convention, own, options, site) : null
  return buildTable(
    {
      schema: schema ?? publicSchema,
      name: knownName(name, site),
      columns: tenant?.columns ?? own,
      extra: isExtra ? third : nothing,
      rls: true,
      mark: {
        kind,
        options,
        members: () => evaluator.call(option(options, 'members', site), [], site),
        tenantKey: tenant?.key ?? null,
        site,
      },
    },
    site,
    evaluator,
  )
}

/** The columns of a direct table with the tenant column, which comes first unless the table has it. */
function tenantColumn(
  { column, type }: Convention,
  own: ReturnType<typeof columnsOf>,
  options: Value,
  site: Site,
): { readonly key: string | null; readonly columns: Value } {
  const named = option(options, 'tenant', site)
  if (named.kind === 'literal' && typeof named.value === 'string') return { key: named.value, columns: own }
  // An option that is not understood is reported with the mark.
  if (named.kind !== 'literal') return { key: null, columns: own }
  if (own.kind === 'unknown') return { key: null, columns: own }
  const columns = objectOf(own.entries)
  columns.gap = own.gap
  if (typeof column !== 'string') {
    columns.gap ??= column
    return { key: null, columns }
  }
  const key = tenantKey(column)
  if (!columns.entries.has(key)) {
    const shared = option(options, 'shared', site)
    const notNull = !(shared.kind === 'literal' && shared.value === true)
    const draft = columnDraft({
      name: column,
      type: () => type,
      hasDefault: true,
      notNull,
      place: placeOf(site),
    })
    const first = objectOf([[key, { kind: 'builder', column: draft }], ...columns.entries])
    first.gap = columns.gap
    return { key, columns: first }
  }
  return { key, columns }
}
