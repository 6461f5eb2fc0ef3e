import { tableId } from '../../codegen/graph/graph-findings.js'
import { hasTenantKey } from '../../codegen/infer/root-candidates.js'
import { shortName } from '../../codegen/infer/table-name.js'
import { TenancyError } from '../../model/error.js'
import { nearestName } from '../../model/nearest-name.js'
import type { Schema, Table } from '../../model/schema.js'
import { isConfigurable } from './config-key.js'

/**
 * The table that `--root` names, by its name or `schema.name`, as `schema.name`.
 *
 * @throws TenancyError TEN136 when there is none of that name, or several, or it cannot be the root
 */
export const namedRoot = (given: string, schema: Schema): string => {
  const table = theTable(given, schema.tables)
  const marked = schema.tables.find(({ mark }) => mark?.kind === 'root')
  const refusal =
    marked !== undefined && marked !== table
      ? `${shortName(marked)} is marked as the root already`
      : !hasTenantKey(table)
        ? 'a root has a primary key of one column, of a type that a tenant id can have'
        : isConfigurable(table)
          ? null
          : 'its name cannot stand in a configuration: mark it in its source'
  if (refusal === null) return tableId(table)
  throw new TenancyError('TEN136', `--root ${given}: ${refusal}.`)
}

function theTable(given: string, tables: readonly Table[]): Table {
  const exact = tables.find((table) => shortName(table) === given || tableId(table) === given)
  const [table, ...others] = exact === undefined ? tables.filter(({ name }) => name === given) : [exact]
  if (table === undefined) {
    const near = nearestName(given, tables.map(shortName))
    throw new TenancyError(
      'TEN136',
      `--root ${given}: the schema has no such table${near === null ? '' : `; did you mean ${near}`}? Tables outside public are written schema.name.`,
    )
  }
  if (others.length === 0) return table
  const names = [table, ...others].map(shortName).join(' and ')
  throw new TenancyError('TEN136', `--root ${given}: that may be ${names}. Name it with its schema.`)
}
