import type { Evaluator } from '../evaluate/evaluator.js'
import { columnDraft } from '../values/column-draft.js'
import { native, nothing, objectOf } from '../values/make-value.js'
import { option } from '../values/option.js'
import { placeOf } from '../values/place.js'
import { unknown } from '../values/unknown.js'
import type { NativeValue, Site, UnknownValue, Value } from '../values/value.js'
import { type Convention, tableKinds } from './table-kinds.js'

/** The exports of `tenantry` that schema files use, as `runtime/schema/` defines them; our own sources are never read. */
export const tenantry = (evaluator: Evaluator): ReadonlyMap<string, Value> =>
  new Map<string, Value>([
    ...tenancy({ column: 'tenant_id', type: 'uuid' }, evaluator),
    ['defineTenancy', defineTenancy(evaluator)],
  ])

const defineTenancy = (evaluator: Evaluator): NativeValue =>
  native(
    'defineTenancy',
    ([convention], site) =>
      objectOf(
        tenancy(
          {
            column: setting(convention, 'column', 'tenant_id', site),
            type: setting(convention, 'type', 'uuid', site),
          },
          evaluator,
        ),
      ),
    { makes: 'table' },
  )

function setting(
  convention: Value | undefined,
  key: string,
  otherwise: string,
  site: Site,
): string | UnknownValue {
  const value = option(convention, key, site)
  if (value.kind === 'unknown') return value
  if (value.kind !== 'literal') return unknown(site, `the tenancy's ${key} is not known`)
  return typeof value.value === 'string' ? value.value : otherwise
}

function tenancy(convention: Convention, evaluator: Evaluator): ReadonlyMap<string, Value> {
  const tenantSchema = native(
    'tenantSchema',
    ([schema = nothing], site) => {
      const name = evaluator.member(schema, 'schemaName', site)
      const known = name.kind === 'literal' && typeof name.value === 'string' ? name.value : null
      const lost = name.kind === 'unknown' ? name : unknown(site, 'the Postgres schema is not known')
      return objectOf(tableKinds(convention, known ?? lost, evaluator))
    },
    { makes: 'table' },
  )
  return new Map<string, Value>([
    ...tableKinds(convention, null, evaluator),
    ['tenantSchema', tenantSchema],
    ['tenantStatus', tenantStatus],
  ])
}

const tenantStatus = native(
  'tenantStatus',
  ([name = nothing], site) => ({
    kind: 'builder',
    column: columnDraft({
      name: columnName(name, site),
      type: () => 'text',
      notNull: true,
      hasDefault: true,
      status: true,
      place: placeOf(site),
    }),
  }),
  { makes: 'column' },
)

function columnName(name: Value, site: Site): string | UnknownValue {
  if (name.kind === 'unknown') return name
  if (name.kind !== 'literal') return unknown(site, "the column's name is not known")
  return typeof name.value === 'string' ? name.value : 'status'
}
