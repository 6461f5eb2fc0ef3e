import { describe, expect, it } from 'vitest'
import { knownTables } from '../../../../src/runtime/context/tripwire/known-tables.js'
import { learnOrigins } from '../../../../src/runtime/context/tripwire/learn-origins.js'
import { openOrigins } from '../../../../src/runtime/context/tripwire/origins.js'
import { refusal } from '../refusal.js'

const table = (name: string, kind: string, column: string, ...more: readonly string[]) => ({
  schema: 'public',
  name,
  ownership: kind === 'system' ? { kind } : { kind, column },
  columns: [column, ...more].map((name) => ({ name })),
})
const known = knownTables([
  table('firms', 'root', 'id'),
  table('notes', 'direct', 'tenant_id', 'id'),
  table('teams', 'direct', 'firm', 'id'),
  table('jobs', 'system', 'firm'),
])

describe('what is known of tables by name', () => {
  it('is the tenant column of each, and the names that mean nothing else', () => {
    expect(known.tenantColumn('public', 'notes')).toBe('tenant_id')
    expect(known.tenantColumn('public', 'firms')).toBe('id')
    expect(known.tenantColumn('public', 'jobs')).toBeNull()
    expect(known.tenantColumn('other', 'notes')).toBeNull()
    expect(known.names).toEqual(['firm', 'id', 'tenant_id'])
    expect([...known.telling]).toEqual(['tenant_id'])
  })
})

describe('what the database is asked for', () => {
  const answer = (oid: number) =>
    JSON.stringify([
      {
        oid,
        schema: 'public',
        name: 'notes',
        view: false,
        columns: { 2: 'id', 3: 'tenant_id' },
        sources: [],
      },
    ])

  it('is asked for once, whoever waits for it', async () => {
    const origins = openOrigins(known, true)
    const questions: string[] = []
    const ask = async (question: string) => {
      questions.push(question)
      await Promise.resolve()
      return answer(20_000)
    }
    expect(origins.pending).toBe(true)
    await Promise.all([learnOrigins(origins, ask), learnOrigins(origins, ask), learnOrigins(origins, ask)])
    expect(questions.map((text) => JSON.parse(text))).toEqual([
      {
        places: [
          ['public', 'firms'],
          ['public', 'notes'],
          ['public', 'teams'],
          ['public', 'jobs'],
        ],
        oids: [],
        names: ['firm', 'id', 'tenant_id'],
      },
    ])
    expect(origins.pending).toBe(false)
    expect(origins.columnAt(20_000, 3, 'whatever')).toEqual({ table: 'public.notes', column: 'tenant_id' })
    expect(origins.columnAt(20_000, 2, 'id')).toBeNull()
  })

  it('is asked for by the next one when whoever asked was refused', async () => {
    const origins = openOrigins(known, true)
    const refused = learnOrigins(origins, async () => {
      throw new Error('no connection')
    })
    const next = learnOrigins(origins, async () => answer(20_000))
    expect(await refusal(refused)).toMatchObject({ message: 'no connection' })
    await next
    expect(origins.pending).toBe(false)
  })

  it('is a table with a number that nobody has seen, and then no more', () => {
    const origins = openOrigins(known, false)
    expect(origins.pending).toBe(false)
    expect(origins.columnAt(1259, 1, 'tenant_id')).toBeNull()
    expect(origins.columnAt(30_000, 1, 't')).toBeUndefined()
    expect(origins.pending).toBe(true)
    expect(JSON.parse(origins.question())).toMatchObject({ oids: [30_000] })
    origins.learn(origins.question(), '[]')
    expect(origins.pending).toBe(false)
    expect(origins.columnAt(30_000, 1, 't')).toBeNull()
    // A column of that name is asked about, once.
    expect(origins.columnAt(30_000, 7, 'tenant_id')).toBeUndefined()
    origins.learn(origins.question(), '[]')
    expect(origins.columnAt(30_000, 7, 'tenant_id')).toBeNull()
    expect(origins.pending).toBe(false)
  })

  it('is nothing where no table is known to have a tenant', () => {
    const origins = openOrigins(knownTables([]), true)
    expect(origins.pending).toBe(false)
    expect(origins.columnAt(30_000, 1, 'tenant_id')).toBeNull()
  })
})
