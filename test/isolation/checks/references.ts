import type { OwnedTable } from '../../../src/model/graph.js'
import { quoteIdent, quoteLiteral, quoteName } from '../../../src/model/quote.js'
import type { ForeignKey } from '../../../src/model/schema.js'
import type { Arena } from '../arena.js'
import {
  admin,
  app,
  type Check,
  expectCount,
  expectRefused,
  firstRow,
  insertSql,
  ownedBy,
  type World,
} from '../world.js'

/** For every foreign key of one table into tenant data: a row cannot point at another tenant's row, by any role. */
export const referenceChecks = (owned: OwnedTable, tables: readonly OwnedTable[]): readonly Check[] => {
  const { ownership } = owned
  if (ownership.kind !== 'direct' && ownership.kind !== 'through') return []
  const keys = owned.table.foreignKeys.flatMap((key) => {
    const target = tables.find(({ id }) => id === `${key.references.schema}.${key.references.table}`)
    return target === undefined || ['shared', 'system', 'unclassified'].includes(target.ownership.kind)
      ? []
      : [{ key, target }]
  })
  const perKey = keys.map(
    ({ key, target }): Check => ({
      name: `${owned.id}: (${key.columns.join(', ')}) cannot point at another tenant's ${target.id}, and can at its own`,
      table: owned.id,
      run: (arena, world) => pointsInside(arena, world, owned, key, target),
    }),
  )
  if (ownership.kind !== 'direct') return perKey
  const unknownTenant: Check = {
    name: `${owned.id}: a row belongs to a tenant that exists, whoever writes it`,
    table: owned.id,
    run: async (arena, world) => {
      const row = {
        ...nulled(owned, world.freshRow(owned.id, world.a)),
        [ownership.column]: quoteLiteral(world.nobody),
      }
      expectRefused(await arena.attempt(admin(world), insertSql(owned, row)), 'unknown tenant', ['23503'])
    },
  }
  return [...perKey, unknownTenant]
}

/** The row without its optional references, so that only the tenant's own key is left to refuse it. */
function nulled(
  { table, ownership }: OwnedTable,
  row: Readonly<Record<string, string>>,
): Record<string, string> {
  const tenant = ownership.kind === 'direct' ? ownership.column : ''
  const optional = table.foreignKeys
    .flatMap(({ columns }) => columns)
    .filter(
      (name) => name !== tenant && table.columns.some((column) => column.name === name && !column.notNull),
    )
  return Object.fromEntries(Object.entries(row).filter(([name]) => !optional.includes(name)))
}

async function pointsInside(
  arena: Arena,
  world: World,
  owned: OwnedTable,
  key: ForeignKey,
  target: OwnedTable,
): Promise<void> {
  const theirs = await pointer(arena, world, key, target, world.b)
  const tenant = owned.ownership.kind === 'direct' ? owned.ownership.column : ''
  // A key that holds the tenant column itself would change the tenant too: the rest of it is what points elsewhere.
  const set = (to: Readonly<Record<string, string>>) =>
    Object.entries(to)
      .filter(([column]) => column !== tenant)
      .map(([column, value]) => `${quoteIdent(column)} = ${value}`)
      .join(', ')
  const mine = await firstRow(arena, owned, ownedBy(world, owned, world.a, false))
  const update = (to: Readonly<Record<string, string>>) =>
    `update ${quoteName(owned.table)} set ${set(to)} where ${mine}`
  const states = ['23503', '42501']
  expectRefused(await arena.attempt(app(world, world.a), update(theirs)), "update to B's row", states)
  const fresh = world.freshRow(owned.id, world.a)
  const planted = { ...fresh, ...theirs, ...(tenant === '' ? {} : { [tenant]: fresh[tenant] as string }) }
  expectRefused(
    await arena.attempt(app(world, world.a), insertSql(owned, planted)),
    "insert with B's row",
    states,
  )
  if (owned.ownership.kind === 'direct' && target.ownership.kind === 'direct' && !target.ownership.shared) {
    // Admin passes the policies: here only the composite key stands.
    expectRefused(await arena.attempt(admin(world), update(theirs)), "admin's update to B's row", ['23503'])
  }
  const ours = await pointer(arena, world, key, target, world.a)
  const partOfKey = key.columns.some((column) => owned.table.primaryKey.includes(column))
  if (!partOfKey)
    expectCount(await arena.attempt(app(world, world.a), update(ours)), 1, 'update to its own row')
}

/** Values for the key's columns that point at a row of the target which only that tenant may see. */
async function pointer(
  arena: Arena,
  world: World,
  key: ForeignKey,
  target: OwnedTable,
  tenant: string,
): Promise<Record<string, string>> {
  const other = tenant === world.a ? world.b : world.a
  const list = key.references.columns
    .map((column, index) => `${quoteIdent(column)}::text as c${index}`)
    .join(', ')
  const mine = ownedBy(world, target, tenant, false)
  // Where the key holds the tenant, the same values under the other tenant would be a row of its own.
  const rest = key.references.columns.filter(
    (column) => target.ownership.kind !== 'direct' || column !== target.ownership.column,
  )
  const same = rest.map((column) => `o.${quoteIdent(column)} = t.${quoteIdent(column)}`).join(' and ')
  const name = quoteName(target.table)
  const [row] = await arena.truth(
    `select ${list} from ${name} t where ${mine} and not exists (select from ${name} o where ${same} and ${ownedBy(world, target, other, false)}) limit 1`,
  )
  if (row === undefined) throw new Error(`the seed gives ${tenant} no row of ${target.id} of its own`)
  return Object.fromEntries(
    key.columns.map((column, index) => [column, quoteLiteral(String(row[`c${index}`]))]),
  )
}
