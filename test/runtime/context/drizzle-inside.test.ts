import { sql } from 'drizzle-orm'
import { drizzle as overNodePostgres } from 'drizzle-orm/node-postgres'
import { PgDialect } from 'drizzle-orm/pg-core'
import { drizzle as overPglite } from 'drizzle-orm/pglite'
import { drizzle as overPostgresJs } from 'drizzle-orm/postgres-js'
import { describe, expect, it } from 'vitest'
import {
  type DrizzleInside,
  type DrizzleTx,
  kindOf,
  sessionOver,
  withSession,
} from '../../../src/runtime/context/drizzle-inside.js'

/*
 * What withTenant relies on inside drizzle. When one of these fails after an upgrade, drizzle has moved something:
 * src/runtime/context/drizzle-inside.ts and guard-handle.ts are where to follow it.
 */
const logger = { logQuery: () => {} }
const schema = {}
const answer = { rows: [], fields: [] }

const cases = [
  {
    name: 'node-postgres',
    kind: 'NodePgSession',
    make: (client: object) => overNodePostgres(client as never, { logger, schema }),
    client: (seen: string[]) => ({
      query: async ({ text }: { text: string }) => {
        seen.push(text)
        return answer
      },
    }),
  },
  {
    name: 'postgres.js',
    kind: 'PostgresJsSession',
    make: (client: object) => overPostgresJs(client as never, { logger, schema }),
    client: (seen: string[]) => {
      const unsafe = (text: string) => {
        seen.push(text)
        return Object.assign(Promise.resolve([]), { values: async () => [] })
      }
      const options = { parsers: {}, serializers: {} }
      const client: object = {
        options,
        unsafe,
        begin: (run: (inner: object) => unknown) => run(client),
        savepoint: (run: (inner: object) => unknown) => run(client),
      }
      return client
    },
  },
  {
    name: 'PGlite',
    kind: 'PgliteSession',
    make: (client: object) => overPglite(client as never, { logger, schema }),
    client: (seen: string[]) => {
      const client: object = {
        query: async (text: string) => {
          seen.push(text)
          return answer
        },
        transaction: (run: (inner: object) => unknown) => run(client),
      }
      return client
    },
  },
] as const

describe.each(cases)('drizzle over $name', ({ kind, make, client }) => {
  const inside = (seen: string[]) => make(client(seen)) as unknown as DrizzleInside

  it('names the class of its session and of its dialect', () => {
    expect(kindOf(inside([]).session)).toBe(kind)
    expect(kindOf(inside([]).dialect)).toBe('PgDialect')
    expect(inside([]).dialect).toBeInstanceOf(PgDialect)
  })

  it('makes a session from client, dialect, schema and options, and keeps them', () => {
    const db = inside([])
    const other = client([])
    const session = sessionOver(db, other) as unknown as Record<string, unknown>
    expect(session.client).toBe(other)
    expect(session.dialect).toBe(db.dialect)
    expect(session.schema).toBe(db.session.schema)
    expect(session.logger).toBe(logger)
  })

  it('makes a handle from dialect, session, schema and depth, and sends all its queries by that session', async () => {
    const control: string[] = []
    const user: string[] = []
    const db = inside(control)
    await db.session.transaction(async (tx) => {
      const handle = withSession(tx, sessionOver(db, client(user)))
      expect(kindOf(handle)).toMatch(/Transaction$/)
      expect(handle.schema).toBe(tx.schema)
      await handle.execute(sql`select 1`)
      await handle.transaction(async (inner: DrizzleTx) => {
        expect(inner.nestedIndex ?? 0).toBe(kind === 'PostgresJsSession' ? 0 : 1)
        await inner.execute(sql`select 2`)
      })
    })
    expect(user.filter((text) => text.startsWith('select'))).toEqual(['select 1', 'select 2'])
    expect(control.filter((text) => text.startsWith('select'))).toEqual([])
  })

  it('prepares every query with its session, and runs it with `execute`', async () => {
    const db = inside([])
    const { session } = db
    const prepared = session.prepareQuery({ sql: 'select 1', params: [] }, undefined, undefined, false)
    expect(prepared).toMatchObject({ execute: expect.any(Function), all: expect.any(Function) })
    expect('cache' in prepared).toBe(true)
  })
})
