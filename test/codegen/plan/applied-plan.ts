import { composeMigration } from '../../../src/codegen/emit/compose-migration.js'
import { migrationSql } from '../../../src/codegen/emit/migration-sql.js'
import { buildGraph } from '../../../src/codegen/graph/build-graph.js'
import { diffPlan } from '../../../src/codegen/plan/diff-plan.js'
import { planIsolation } from '../../../src/codegen/plan/plan-isolation.js'
import { quoteIdent, quoteList, quoteLiteral, quoteName } from '../../../src/model/quote.js'
import type { Schema, Table } from '../../../src/model/schema.js'
import { defaultRoles, type RoleNames } from '../../../src/model/settings.js'
import { loginRole } from '../../engine/cluster-roles.js'
import { createDatabase } from '../../engine/database.js'
import { sqlState } from '../../engine/sql-state.js'

/** A small schema on PGlite, isolated by its plan, and a way to try things inside a tenant of it. */
export interface AppliedPlan {
  /** Rows of the last statement as the app's login in that tenant's context, or the SQL state of the first error. Nothing stays. */
  inside(tenant: string, ...statements: readonly string[]): Promise<readonly unknown[] | string>
  /** The same as the lifecycle role. */
  asLifecycle(tenant: string, ...statements: readonly string[]): Promise<readonly unknown[] | string>
  /** As superuser. */
  truth(sql: string): Promise<readonly Record<string, unknown>[]>
  close(): Promise<void>
}

const testRoles: RoleNames = { ...defaultRoles, logins: [loginRole] }

/** Creates the schema, brings it under its plan as an owner who is no superuser, and seeds it. */
export const applyPlan = async (
  schema: Schema,
  { roles = testRoles, seed = '' }: { readonly roles?: RoleNames; readonly seed?: string } = {},
): Promise<AppliedPlan> => {
  const graph = buildGraph(schema)
  if (graph.findings.length > 0) throw new Error(`the schema has findings: ${JSON.stringify(graph.findings)}`)
  const steps = composeMigration({
    delta: diffPlan([], planIsolation(graph, { roles }).statements),
    emitted: [],
    goneTables: new Set(),
    roles,
    online: false,
  })
  const database = await createDatabase('pglite', {
    migrations: [schemaDdl(schema), migrationSql(steps, graph)],
    seed,
  })
  const as = (role: string) => async (tenant: string, statements: readonly string[]) => {
    const session = role === roles.app ? await database.as(roles.logins[0] ?? '') : await database.superuser()
    try {
      await session.exec('begin')
      await session.query(`select set_config('app.tenant_id', $1, true), set_config('role', $2, true)`, [
        tenant,
        role,
      ])
      let rows: readonly unknown[] = []
      for (const sql of statements) rows = (await session.query(sql)).rows
      return rows
    } catch (error) {
      return sqlState(error) ?? String(error)
    } finally {
      await session.exec('rollback')
      await session.close()
    }
  }
  return {
    inside: (tenant, ...statements) => as(roles.app)(tenant, statements),
    asLifecycle: (tenant, ...statements) => as(roles.lifecycle)(tenant, statements),
    truth: async (sql) => (await (await database.superuser()).query(sql)).rows,
    close: () => database.close(),
  }
}

/** What drizzle-kit would write for the tables, as far as the plan rests on it. */
function schemaDdl({ tables }: Schema): string {
  const schemas = [...new Set(tables.map(({ schema }) => schema))].filter((name) => name !== 'public')
  return [
    ...schemas.map((name) => `create schema ${quoteIdent(name)}`),
    ...tables.map(tableDdl),
    ...tables.flatMap(keysDdl),
  ].join('\n--> statement-breakpoint\n')
}

function tableDdl(table: Table): string {
  const columns = table.columns.map(
    ({ name, type, notNull, identity }) =>
      `${quoteIdent(name)} ${type}${identity === undefined ? '' : ' generated always as identity'}${notNull ? ' not null' : ''}`,
  )
  const uniques = table.uniques.map((unique) => `unique (${quoteList(unique.columns)})`)
  const primary = table.primaryKey.length === 0 ? [] : [`primary key (${quoteList(table.primaryKey)})`]
  return `create table ${quoteName(table)} (${[...columns, ...primary, ...uniques].join(', ')})`
}

const keysDdl = (table: Table): readonly string[] =>
  table.foreignKeys.map(
    ({ columns, references, onDelete }) =>
      `alter table ${quoteName(table)} add foreign key (${quoteList(columns)}) references ${quoteName({ schema: references.schema, name: references.table })} (${quoteList(references.columns)}) on delete ${onDelete}`,
  )

/** INSERT of one row from names and values. */
export const insertInto = (table: string, row: Readonly<Record<string, string | number | null>>): string =>
  `insert into ${table} (${quoteList(Object.keys(row))}) values (${Object.values(row)
    .map((value) => (value === null ? 'null' : quoteLiteral(String(value))))
    .join(', ')})`
