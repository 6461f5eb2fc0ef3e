import { type SQL, sql } from 'drizzle-orm'

/*
 * What drizzle databases and transactions have inside, as far as we rely on it: drizzle 0.45, held by
 * test/runtime/context/drizzle-inside.test.ts. Everything that reaches into drizzle goes through this file.
 */

export interface DrizzleSession {
  readonly client?: object
  readonly schema?: unknown
  readonly options?: unknown
  prepareQuery(...args: readonly unknown[]): object
  transaction<R>(fn: (tx: DrizzleTx) => Promise<R>): Promise<R>
}

export interface DrizzleInside {
  readonly session: DrizzleSession
  readonly dialect: object
}

/** What drizzle gives to the callback of a transaction. */
export interface DrizzleTx extends DrizzleInside {
  readonly schema?: unknown
  readonly nestedIndex?: number
  execute(query: unknown): Promise<unknown>
  $count(source: unknown, filter?: unknown): unknown
  transaction<R>(fn: (tx: DrizzleTx) => Promise<R>, config?: unknown): Promise<R>
}

/** A session like the user's own over another client: same dialect, schema, logger and casing. */
export const sessionOver = ({ session, dialect }: DrizzleInside, client: object): DrizzleSession => {
  const Session = session.constructor as new (
    client: object,
    dialect: object,
    schema: unknown,
    options: unknown,
  ) => DrizzleSession
  return new Session(client, dialect, session.schema, session.options)
}

/**
 * The same transaction's handle over another session: its builders and relational queries use that one, and the dialect
 * that is given.
 */
export const withSession = (
  tx: DrizzleTx,
  session: DrizzleSession,
  dialect: object = tx.dialect,
): DrizzleTx => {
  const Tx = tx.constructor as new (
    dialect: object,
    session: DrizzleSession,
    schema: unknown,
    nestedIndex: unknown,
  ) => DrizzleTx
  return new Tx(dialect, session, tx.schema, tx.nestedIndex)
}

/** The same handle, of which the app's log hears nothing: for statements of our own. */
export const withoutLog = (tx: DrizzleTx): DrizzleTx =>
  withSession(tx, Object.create(tx.session, { logger: { value: { logQuery: () => {} } } }))

/** The arguments of a session's `prepareQuery` with another name for the statement, if it has one. */
export const renamed = (
  [query, fields, name, ...rest]: readonly unknown[],
  rename: (name: string) => string,
): readonly unknown[] => [query, fields, typeof name === 'string' ? rename(name) : name, ...rest]

/** Runs a statement of our own outside any transaction; the app's log hears nothing of it. */
export const askAside = async ({ session }: DrizzleInside, text: string): Promise<unknown> => {
  const quiet: { execute(query: SQL): Promise<unknown> } = Object.create(session, {
    logger: { value: { logQuery: () => {} } },
  })
  return quiet.execute(sql.raw(text))
}

/** Drizzle's own name for the class of a value, the same in every copy of the package; empty for everything else. */
export const kindOf = (value: object | null | undefined): string => {
  const kind: unknown = (value?.constructor as { readonly [entityKind]?: unknown } | undefined)?.[entityKind]
  return typeof kind === 'string' ? kind : ''
}

const entityKind = Symbol.for('drizzle:entityKind')
