import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sealStatements } from '../../src/codegen/plan/seal-statements.js'
import { quoteIdent } from '../../src/model/quote.js'
import { parseSealKey, type SealKey } from '../../src/model/seal.js'
import type { RoleNames } from '../../src/model/settings.js'
import { applyPlan } from '../../src/server/apply.js'
import { installKey, listKeys, newKeyText, rotateKey } from '../../src/server/keys.js'
import { loginRole, ownerRole } from '../engine/cluster-roles.js'
import { createDatabase, type TestDatabase } from '../engine/database.js'
import { inTenant } from '../engine/in-tenant.js'
import { outcomeOf } from '../engine/sql-state.js'
import { dropRoles, ownRoles } from './own-roles.js'
import { asOwner, drivers } from './owner-connection.js'

const roles: RoleNames = { ...ownRoles('keys'), logins: [] }
const key = () => parseSealKey(newKeyText())
const [a, b] = ['0a000000-0000-4000-8000-000000000001', '0b000000-0000-4000-8000-000000000001']

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase('postgres', { migrations: [] })
  const owner = await database.owner()
  for (const role of [roles.app, roles.admin, roles.lifecycle, roles.seal]) {
    await owner.exec(`create role ${quoteIdent(role)} nologin`)
  }
  await owner.close()
  await asOwner(database, (connection) =>
    applyPlan(connection, { statements: sealStatements(roles, 'uuid') }, roles),
  )
})
beforeEach(async () => {
  const superuser = await database.superuser()
  await superuser.exec('delete from tenantry.seal_key')
  await superuser.close()
})
afterAll(async () => {
  await dropRoles(database, roles)
  await database.close()
})

/** What `current_tenant()` says to a transaction for `tenant` under `sealedWith`; the SQLSTATE if it refuses. */
const currentTenant = async (tenant: string, sealedWith?: SealKey) => {
  const app = await database.as(roles.app)
  const ask = () =>
    inTenant(
      app,
      tenant,
      async (session) => (await session.query('select tenantry.current_tenant() as id')).rows[0]?.id,
      { role: roles.app, ...(sealedWith === undefined ? {} : { key: sealedWith }) },
    )
  let answer: unknown
  const outcome = await outcomeOf(
    ask().then((id) => {
      answer = id
    }),
  )
  await app.close()
  return outcome === 'done' ? answer : outcome
}

describe.each(drivers)('over %s', (_, driver) => {
  const install = (given: SealKey) => asOwner(database, (c) => installKey(c, roles, given), { driver })
  const rotate = (given: SealKey) => asOwner(database, (c) => rotateKey(c, roles, given), { driver })
  const list = () => asOwner(database, (c) => listKeys(c, roles), { driver })

  test('the first key turns the seal on: the database believes its seals, and nothing else', async () => {
    const [installed, other] = [key(), key()]
    expect(await currentTenant(a)).toBe(a)
    await install(installed)
    expect(await currentTenant(a, installed)).toBe(a)
    expect(await currentTenant(b)).toBe('42501')
    expect(await currentTenant(b, other)).toBe('42501')
    expect(await list()).toEqual([{ kid: installed.kid, createdAt: expect.any(Date), current: true }])
  })

  test('a key is not installed over another one', async () => {
    const first = key()
    await install(first)
    await expect(install(key())).rejects.toMatchObject({
      code: 'TEN483',
      message: expect.stringContaining(first.kid),
    })
    expect((await list()).map(({ kid }) => kid)).toEqual([first.kid])
  })

  test('after a rotation the new key and the one before hold, and those before no more', async () => {
    const [first, second, third] = [key(), key(), key()]
    await install(first)
    expect(await rotate(second)).toMatchObject({ kid: first.kid })
    expect((await list()).map(({ kid, current }) => [kid, current])).toEqual([
      [second.kid, true],
      [first.kid, false],
    ])
    expect([await currentTenant(a, first), await currentTenant(a, second)]).toEqual([a, a])
    expect(await rotate(third)).toMatchObject({ kid: second.kid })
    expect((await list()).map(({ kid }) => kid)).toEqual([third.kid, second.kid])
    expect([await currentTenant(a, first), await currentTenant(a, third)]).toEqual(['42501', a])
  })

  test('a new key is the newest also where the clock of the server went back', async () => {
    const [first, second] = [key(), key()]
    await install(first)
    const superuser = await database.superuser()
    await superuser.exec(`update tenantry.seal_key set created_at = now() + interval '1 day'`)
    await superuser.close()
    await rotate(second)
    expect((await list())[0]).toMatchObject({ kid: second.kid, current: true })
  })

  test('without any key there is nothing to rotate, and a key is not put beside itself', async () => {
    const given = key()
    await expect(rotate(given)).rejects.toMatchObject({
      code: 'TEN483',
      message: expect.stringMatching(/no key yet/),
    })
    await install(given)
    await expect(rotate(given)).rejects.toMatchObject({
      code: 'TEN483',
      message: expect.stringMatching(/already/),
    })
    expect(await list()).toHaveLength(1)
  })

  test('no error of all that can go wrong shows the key', async () => {
    const text = newKeyText()
    const superuser = await database.superuser()
    await superuser.exec('alter table tenantry.seal_key add constraint refuse check (kid is null)')
    const error = await install(parseSealKey(text)).catch((reason: unknown) => reason)
    await superuser.exec('alter table tenantry.seal_key drop constraint refuse')
    await superuser.close()
    expect(error).toBeInstanceOf(Error)
    const { inspect } = await import('node:util')
    const shown = inspect(error, { depth: 10, showHidden: true })
    // The row in a DETAIL would hold the pads, from which the key is one XOR away.
    const pad = Buffer.from(text, 'hex').map((byte) => byte ^ 0x36)
    for (const secret of [text, Buffer.from(pad).toString('hex')]) expect(shown).not.toContain(secret)
  })

  test('the owner is a member of the role that owns the keys no longer than it takes', async () => {
    await install(key())
    const owner = await database.owner()
    expect((await owner.query(`select pg_has_role($1, 'usage') as usage`, [roles.seal])).rows).toEqual([
      { usage: false },
    ])
    expect(await outcomeOf(owner.query('select * from tenantry.seal_key'))).toBe('42501')
    await owner.close()
  })
})

test('a superuser, and a member that does not inherit, work without being made members', async () => {
  const superuser = await database.superuser()
  const members = async () =>
    (
      await superuser.query(
        'select member::regrole::text from pg_auth_members where roleid = $1::regrole order by 1',
        [quoteIdent(roles.seal)],
      )
    ).rows
  const before = await members()
  const [first, second] = [key(), key()]
  await asOwner(database, (c) => installKey(c, roles, first), { role: database.superuserRole })
  expect(await members()).toEqual(before)
  await superuser.close()
  await asOwner(database, (c) => rotateKey(c, roles, second), { role: ownerRole })
  expect(await currentTenant(a, second)).toBe(a)
})

test("the app's login can neither list nor install keys, and is told whom to connect as", async () => {
  const attempt = asOwner(database, (c) => listKeys(c, roles), { role: loginRole })
  await expect(attempt).rejects.toMatchObject({
    code: 'TEN484',
    message: expect.stringContaining('Connect as a superuser'),
  })
})

test('a database without the migration is told to be migrated', async () => {
  const bare = await createDatabase('postgres', { migrations: ['create table t ()'] })
  await expect(asOwner(bare, (c) => listKeys(c, roles))).rejects.toMatchObject({
    code: 'TEN484',
    message: expect.stringContaining('Run the tenantry migration first'),
  })
  const none = { ...roles, seal: 'tenantry_test_no_such_role' }
  await expect(asOwner(bare, (c) => listKeys(c, none))).rejects.toMatchObject({ code: 'TEN484' })
  await bare.close()
})
