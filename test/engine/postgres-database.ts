import { createHash } from 'node:crypto'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import pg from 'pg'
import postgres from 'postgres'
import { quoteIdent, quoteLiteral } from '../../src/model/quote.js'
import { clusterRolesSql, loginRole, ownerRole, rolePassword } from './cluster-roles.js'
import type { TestDatabase } from './database.js'
import { openPgSession } from './pg-session.js'
import { startPostgres } from './postgres.js'
import { newScope, type RunScope, sharedScope } from './run-scope.js'
import type { Session } from './session.js'
import { type DatabaseOptions, runSteps, setupSteps } from './setup-steps.js'

let ownScope: Promise<RunScope> | undefined
let made = 0

const currentScope = async (): Promise<RunScope> => {
  const shared = await sharedScope()
  if (shared !== null) return shared
  ownScope ??= startPostgres().then(newScope)
  return ownScope
}

/** A database of its own on the run's Postgres, cloned from a template that is made once per content. */
export const createPostgresDatabase = async (options: DatabaseOptions): Promise<TestDatabase> => {
  const scope = await currentScope()
  made += 1
  const name = `${prefix(scope)}${process.pid}_${made}`
  await underLock(scope, async (admin) => {
    const template = await ensureTemplate(scope, admin, options)
    await clone(admin, template, name)
  })
  const superuser = decodeURIComponent(new URL(scope.postgresUrl).username)
  const sessions = new Set<Session>()
  const closers: (() => Promise<unknown>)[] = []

  const url = (role: string) => urlFor(scope, name, role)
  const keep = (session: Session): Session => {
    sessions.add(session)
    return session
  }
  const nodePostgres = <S extends Record<string, unknown>>(role: string, schema: S) => {
    const pool = new pg.Pool({ connectionString: url(role), max: 4 })
    pool.on('error', () => {})
    closers.push(() => pool.end())
    return overNodePostgres(pool, { schema })
  }
  const postgresJs = <S extends Record<string, unknown>>(role: string, schema: S) => {
    const client = postgres(url(role), { max: 4, onnotice: () => {} })
    closers.push(() => client.end({ timeout: 1 }))
    return overPostgresJs(client, { schema })
  }
  return {
    engine: 'postgres',
    name,
    superuserRole: superuser,
    superuser: async () => keep(await openPgSession(url(superuser))),
    owner: async () => keep(await openPgSession(url(ownerRole))),
    login: async () => keep(await openPgSession(url(loginRole))),
    as: async (role) => {
      const session = keep(await openPgSession(url(superuser)))
      await session.exec(`set session authorization ${quoteIdent(role)}`)
      return session
    },
    url,
    drizzle: nodePostgres,
    drizzleOver: {
      'node-postgres': nodePostgres,
      'postgres.js': postgresJs,
      pglite: () => {
        throw new Error('this database is on postgres: there is no PGlite to run over')
      },
    },
    close: async () => {
      await Promise.all([...[...sessions].map((session) => session.close()), ...closers.map((end) => end())])
      await withAdmin(scope, (admin) =>
        admin.exec(`drop database if exists ${quoteIdent(name)} with (force)`),
      )
    },
  }
}

/** Drops whatever databases the run has left: its templates, and those of a test file that died. */
export const dropDatabases = (scope: RunScope): Promise<void> =>
  withAdmin(scope, async (admin) => {
    const { rows } = await admin.query<{ name: string }>(
      'select datname as name from pg_database where starts_with(datname, $1)',
      [prefix(scope)],
    )
    for (const { name } of rows) await admin.exec(`drop database if exists ${quoteIdent(name)} with (force)`)
  })

const prefix = (scope: RunScope) => `tenantry_test_${scope.id}_`

function urlFor(scope: RunScope, database: string, role: string): string {
  const url = new URL(scope.postgresUrl)
  url.pathname = `/${encodeURIComponent(database)}`
  if (role !== decodeURIComponent(url.username)) {
    url.username = encodeURIComponent(role)
    url.password = rolePassword
  }
  return url.href
}

async function withAdmin<T>(scope: RunScope, run: (admin: Session) => Promise<T>): Promise<T> {
  const admin = await openPgSession(scope.postgresUrl)
  try {
    return await run(admin)
  } finally {
    await admin.close()
  }
}

/** Key of the advisory lock in the database `postgres` under which roles, templates and clones are made: any number will do. */
export const setupLock = 7_267_120_418

/** Test files run at once; making roles, templates and clones does not: roles are rows that all databases share. */
const underLock = <T>(scope: RunScope, run: (admin: Session) => Promise<T>): Promise<T> =>
  withAdmin(scope, async (admin) => {
    await admin.query('select pg_advisory_lock($1)', [setupLock])
    return run(admin)
  })

async function ensureTemplate(scope: RunScope, admin: Session, options: DatabaseOptions): Promise<string> {
  const steps = setupSteps(options)
  const hash = createHash('sha256').update(JSON.stringify(steps)).digest('hex').slice(0, 16)
  const name = `${prefix(scope)}template_${hash}`
  const { count } = await admin.query('select from pg_database where datname = $1', [name])
  if (count > 0) return name
  // A template counts as made once it has its name; until then a failure leaves nothing that looks like one.
  const draft = `${prefix(scope)}draft_${hash}`
  await admin.exec(clusterRolesSql)
  await admin.exec(`drop database if exists ${quoteIdent(draft)} with (force)`)
  await admin.exec(`create database ${quoteIdent(draft)} owner ${quoteIdent(ownerRole)}`)
  const superuser = decodeURIComponent(new URL(scope.postgresUrl).username)
  try {
    await runSteps(steps, (as) => openPgSession(urlFor(scope, draft, as === 'owner' ? ownerRole : superuser)))
  } catch (error) {
    await admin.exec(`drop database if exists ${quoteIdent(draft)} with (force)`)
    throw error
  }
  await admin.exec(`alter database ${quoteIdent(draft)} rename to ${quoteIdent(name)}`)
  await admin.exec(`alter database ${quoteIdent(name)} with allow_connections false`)
  return name
}

/**
 * CREATE DATABASE copies everything inside the template, but neither the database's own privileges nor its settings
 * (manual, CREATE DATABASE, notes): without them `revoke temporary on database` would be undone in every clone.
 */
async function clone(admin: Session, template: string, name: string): Promise<void> {
  await admin.exec(
    `create database ${quoteIdent(name)} template ${quoteIdent(template)} owner ${quoteIdent(ownerRole)}`,
  )
  const { rows } = await admin.query<{ sql: string }>(
    `select format('grant %s on database %I to %s%s', privilege_type, $2::text,
        case grantee when 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end,
        case when is_grantable then ' with grant option' else '' end) as sql
      from pg_database, aclexplode(datacl) where datname = $1`,
    [template, name],
  )
  const { count: hasPrivileges } = await admin.query(
    'select from pg_database where datname = $1 and datacl is not null',
    [template],
  )
  if (hasPrivileges > 0) {
    await admin.exec(`revoke all on database ${quoteIdent(name)} from public, ${quoteIdent(ownerRole)}`)
    for (const { sql } of rows) await admin.exec(sql)
  }
  await admin.exec(`insert into pg_db_role_setting (setdatabase, setrole, setconfig)
    select clone.oid, setrole, setconfig from pg_db_role_setting
    join pg_database template on template.oid = setdatabase and template.datname = ${quoteLiteral(template)}
    cross join pg_database clone where clone.datname = ${quoteLiteral(name)}`)
}
