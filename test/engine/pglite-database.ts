import { drizzle } from 'drizzle-orm/pglite'
import { loginRole, ownerRole } from './cluster-roles.js'
import type { TestDatabase } from './database.js'
import { pgliteClient } from './pglite-client.js'
import { pgliteFromTemplate } from './pglite-template.js'
import { shareBetweenViews, type View } from './pglite-views.js'
import { newScope, type RunScope, sharedScope } from './run-scope.js'
import { type Session, textTypes } from './session.js'
import { type DatabaseOptions, runSteps, setupSteps } from './setup-steps.js'

let ownScope: Promise<RunScope> | undefined

const currentScope = async (): Promise<RunScope> => {
  const shared = await sharedScope()
  if (shared !== null) return shared
  ownScope ??= newScope({ url: '', directory: null })
  return ownScope
}

const superuserRole = 'postgres'

/** A PGlite of its own in this process, loaded from a template that is made once per content. */
export const createPgliteDatabase = async (options: DatabaseOptions): Promise<TestDatabase> => {
  const { directory } = await currentScope()
  const steps = setupSteps(options)
  const pglite = await pgliteFromTemplate(directory, JSON.stringify(steps), async (template) => {
    const viewAs = shareBetweenViews(template)
    await runSteps(steps, async (as) => sessionOver(viewAs(as === 'owner' ? ownerRole : superuserRole)))
    // Back to the superuser: what is dumped must not be in the middle of somebody's session.
    await viewAs(superuserRole).run(async () => {})
  })
  const viewAs = shareBetweenViews(pglite)
  const session = async (role: string) => sessionOver(viewAs(role))
  const overPglite = <S extends Record<string, unknown>>(role: string, schema: S) =>
    drizzle(pgliteClient(pglite, viewAs(role)), { schema })
  const none = () => {
    throw new Error('this database is on PGlite: no server driver reaches it')
  }
  return {
    engine: 'pglite',
    name: 'postgres',
    superuserRole,
    superuser: () => session(superuserRole),
    owner: () => session(ownerRole),
    login: () => session(loginRole),
    as: session,
    url: () => null,
    drizzle: overPglite,
    drizzleOver: { 'node-postgres': none, 'postgres.js': none, pglite: overPglite },
    close: () => pglite.close(),
  }
}

const parsers = Object.fromEntries(textTypes.map((oid) => [oid, (value: string) => value]))

function sessionOver(view: View): Session {
  let closed = false
  const open = <T>(work: Parameters<typeof view.run<T>>[0]): Promise<T> =>
    closed ? Promise.reject(new Error(`this session of ${view.role} is closed`)) : view.run(work)
  return {
    query: async <R>(text: string, params: readonly unknown[] = []) => {
      const result = await open((pglite) => pglite.query<R>(text, [...params], { parsers }))
      return { rows: result.rows, count: result.rows.length || (result.affectedRows ?? 0) }
    },
    exec: async (text) => {
      await open((pglite) => pglite.exec(text))
    },
    close: async () => {
      if (closed) return
      closed = true
      await view.end()
    },
  }
}
