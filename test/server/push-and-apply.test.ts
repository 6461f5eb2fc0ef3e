import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildGraph } from '../../src/codegen/graph/build-graph.js'
import { readSchema } from '../../src/codegen/read/read-schema.js'
import { wholePlan } from '../../src/codegen/whole-plan.js'
import type { IsolationPlan } from '../../src/model/plan.js'
import { applyPlan } from '../../src/server/apply.js'
import { releaseForPush } from '../../src/server/release.js'
import { createDatabase, type TestDatabase } from '../engine/database.js'
import { projectRoot } from '../isolation/reference.js'
import { catalogOf } from './catalog.js'
import { drizzlePush } from './drizzle-push.js'
import { dropRoles, ownRoles } from './own-roles.js'
import { asOwner } from './owner-connection.js'

const roles = ownRoles('push')
const file = 'test/server/fixtures/pushed.ts'

let database: TestDatabase
let plan: IsolationPlan
beforeAll(async () => {
  const { schema, findings } = await readSchema({ files: [file], root: projectRoot })
  const graph = buildGraph(schema)
  expect([...findings, ...graph.findings]).toEqual([])
  plan = wholePlan(graph, roles)
  database = await createDatabase('postgres', { migrations: [] })
})
afterAll(async () => {
  await dropRoles(database, roles)
  await database.close()
})

const push = () => drizzlePush(file, database)
const apply = () => asOwner(database, (connection) => applyPlan(connection, plan, roles))
const release = () => asOwner(database, (connection) => releaseForPush(connection, plan, new Set()))

const tables = async () => {
  const superuser = await database.superuser()
  const { rows } = await superuser.query(
    `select relname as name, relrowsecurity as rls, (select count(*)::int from pg_policy where polrelid = c.oid) as policies
    from pg_class c where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
  )
  await superuser.close()
  return rows
}

test('push, apply, release, push, apply: what a push takes down, apply puts up again', async () => {
  expect(await push()).toContain('applied')
  await apply()
  const before = await catalogOf(database, roles)

  // Why the keys have to be released.
  expect(await push()).toMatch(/cannot drop constraint projects_tenant_id_id_tenant_key/)

  await apply()
  expect(await catalogOf(database, roles)).toEqual(before)
  const keys = plan.statements.filter(({ kind }) => kind === 'foreign-key' || kind === 'unique')
  expect([...(await release())].sort()).toEqual(keys.map(({ id }) => id).sort())
  expect(await release()).toEqual([])
  expect(await push()).toContain('applied')
  expect(await tables()).toEqual(
    ['projects', 'tasks', 'tenants'].map((name) => ({ name, rls: true, policies: 0 })),
  )

  await apply()
  expect(await catalogOf(database, roles)).toEqual(before)
})
