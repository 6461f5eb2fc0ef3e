import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildGraph } from '../../src/codegen/graph/build-graph.js'
import { classifyTables } from '../../src/codegen/graph/classify-tables.js'
import { readSchema } from '../../src/codegen/read/read-schema.js'
import { wholePlan } from '../../src/codegen/whole-plan.js'
import type { IsolationPlan } from '../../src/model/plan.js'
import { applyPlan } from '../../src/server/apply.js'
import { releaseForPush } from '../../src/server/release.js'
import { createDatabase, type TestDatabase } from '../engine/database.js'
import { projectRoot } from '../isolation/reference.js'
import { drizzlePush } from './drizzle-push.js'
import { dropRoles, ownRoles } from './own-roles.js'
import { asOwner } from './owner-connection.js'

const roles = ownRoles('unmarked')
const file = 'test/server/fixtures/pushed-unmarked.ts'

let database: TestDatabase
let plan: IsolationPlan
beforeAll(async () => {
  const { schema } = await readSchema({ files: [file], root: projectRoot })
  const classified = classifyTables(schema, { notes: { kind: 'direct', tenant: 'tenant_id' } })
  const graph = buildGraph(classified.schema)
  expect([...classified.findings, ...graph.findings]).toEqual([])
  plan = wholePlan(graph, roles)
  database = await createDatabase('postgres', { migrations: [] })
})
afterAll(async () => {
  await dropRoles(database, roles)
  await database.close()
})

const push = async () => expect(await drizzlePush(file, database)).toContain('applied')
const apply = () => asOwner(database, (connection) => applyPlan(connection, plan, roles))
const release = (open: readonly string[]) =>
  asOwner(database, (connection) => releaseForPush(connection, plan, new Set(open)))

/** How many tenants' notes the app's role sees without being in a tenant, or what stops it. */
const tenantsSeen = async () => {
  const superuser = await database.superuser()
  try {
    await superuser.query(`set role ${roles.app}`)
    const { rows } = await superuser.query('select count(distinct tenant_id)::int as tenants from notes')
    return rows[0]?.tenants
  } catch (error) {
    return (error as Error).message
  } finally {
    await superuser.close()
  }
}

test('a table that only the configuration classifies is closed between a push and apply', async () => {
  await push()
  const superuser = await database.superuser()
  await superuser.query(
    `with made as (insert into tenants (name) values ('a'), ('b') returning id) insert into notes (tenant_id) select id from made`,
  )
  await superuser.close()
  await apply()
  expect(await tenantsSeen()).toMatch(/no tenant/i)

  // The leak: push takes row-level security off, and the grants are still there.
  await release([])
  await push()
  expect(await tenantsSeen()).toBe(2)

  await apply()
  expect(await release(['public.notes'])).toContain(`grant:public.notes:${roles.app}`)
  await push()
  expect(await tenantsSeen()).toBe('permission denied for table notes')

  await apply()
  expect(await tenantsSeen()).toMatch(/no tenant/i)
})
