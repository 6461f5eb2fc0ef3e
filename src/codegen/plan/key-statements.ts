import type { OnlineForm, Statement } from '../../model/plan.js'
import { quoteIdent, quoteList, quoteLiteral, quoteName } from '../../model/quote.js'
import type { ReferentialAction } from '../../model/schema.js'
import type { TenantIndex } from './tenant-indexes.js'
import type { TenantForeignKey, TenantUnique } from './tenant-keys.js'

export const uniqueStatement = ({ name, table, columns }: TenantUnique): Statement => {
  const target = quoteName(table.table)
  return {
    id: `unique:${table.id}:${name}`,
    kind: 'unique',
    table: table.id,
    sql: `alter table ${target} add constraint ${quoteIdent(name)} unique (${quoteList(columns)})`,
    inverse: `alter table if exists ${target} drop constraint if exists ${quoteIdent(name)}`,
    reason: 'what the composite foreign keys below point at: a row together with its tenant',
    needs: [],
    stands: `exists (${constraintWith(table.table, name, 'u', columns)})`,
    online: {
      before: [
        `create unique index concurrently if not exists ${quoteIdent(name)} on ${target} (${quoteList(columns)})`,
      ],
      sql: `alter table ${target} add constraint ${quoteIdent(name)} unique using index ${quoteIdent(name)}`,
      after: [],
    },
  }
}

export const indexStatement = ({ name, table, columns, reason }: TenantIndex): Statement => {
  const target = quoteName(table.table)
  const qualified = `${quoteIdent(table.table.schema)}.${quoteIdent(name)}`
  return {
    id: `index:${table.id}:${name}`,
    kind: 'index',
    table: table.id,
    sql: `create index ${quoteIdent(name)} on ${target} (${quoteList(columns)})`,
    inverse: `drop index if exists ${qualified}`,
    reason,
    needs: [],
    stands: `exists (select from pg_index i where i.indexrelid = to_regclass(${quoteLiteral(qualified)}) and i.indrelid = to_regclass(${quoteLiteral(target)}) and i.indisvalid and i.indpred is null and ${namesAre('i.indrelid', 'i.indkey::int2[]', columns)})`,
    online: {
      before: [
        `create index concurrently if not exists ${quoteIdent(name)} on ${target} (${quoteList(columns)})`,
      ],
      sql: null,
      after: [],
    },
  }
}

const actionLetter: Record<ReferentialAction, string> = {
  'no action': 'a',
  restrict: 'r',
  cascade: 'c',
  'set null': 'n',
  'set default': 'd',
}

export const foreignKeyStatement = (key: TenantForeignKey): Statement => {
  const { name, table, target, columns, references, beside } = key
  const from = quoteName(table.table)
  const to = quoteName(target.table)
  const action = beside?.onDelete ?? 'no action'
  // SET NULL and SET DEFAULT take the referencing columns alone (15+): without the list they would clear the tenant.
  const list =
    beside !== null && (action === 'set null' || action === 'set default')
      ? ` (${quoteList(beside.columns)})`
      : ''
  const add = `alter table ${from} add constraint ${quoteIdent(name)} foreign key (${quoteList(columns)}) references ${to} (${quoteList(references)}) on delete ${action}${list}`
  const deleteColumns = list === '' ? null : (beside?.columns ?? null)
  return {
    id: `foreign-key:${table.id}:${name}`,
    kind: 'foreign-key',
    table: table.id,
    target: target.id,
    sql: add,
    inverse: `alter table if exists ${from} drop constraint if exists ${quoteIdent(name)}`,
    reason:
      beside === null
        ? 'a row belongs to a tenant that exists'
        : `a row cannot point at another tenant's ${target.table.name}: Postgres checks foreign keys past row-level security, so the simple key alone would let it`,
    needs: [...(key.unique === null ? [] : [`unique:${target.id}:${key.unique}`])],
    stands: `exists (${constraintWith(table.table, name, 'f', columns)} and c.convalidated and c.confrelid = to_regclass(${quoteLiteral(to)}) and c.confdeltype = ${quoteLiteral(actionLetter[action])} and ${namesAre('c.confrelid', 'c.confkey', references)}${deleteColumns === null ? '' : ` and ${namesAre('c.conrelid', 'c.confdelsetcols', deleteColumns)}`})`,
    online: onlineForeignKey(from, name, add),
  }
}

function onlineForeignKey(from: string, name: string, add: string): OnlineForm {
  return {
    before: [],
    sql: `${add} not valid`,
    after: [`alter table ${from} validate constraint ${quoteIdent(name)}`],
  }
}

const constraintWith = (
  table: { schema: string; name: string },
  name: string,
  type: string,
  columns: readonly string[],
) =>
  `select from pg_constraint c where c.conrelid = to_regclass(${quoteLiteral(quoteName(table))}) and c.conname = ${quoteLiteral(name)} and c.contype = ${quoteLiteral(type)} and ${namesAre('c.conrelid', 'c.conkey', columns)}`

/** Whether the attribute numbers in `numbers` are the columns named, in that order. */
const namesAre = (relation: string, numbers: string, columns: readonly string[]) =>
  `(select array_agg(a.attname::text order by k.position) from unnest(${numbers}) with ordinality k(number, position) join pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number) = array[${columns.map(quoteLiteral).join(', ')}]::text[]`
