import { afterAll, beforeAll, expect, it } from 'vitest'
import { ownershipBracket } from '../../../src/codegen/plan/brackets.js'
import { quoteIdent, quoteLiteral } from '../../../src/model/quote.js'
import { defaultRoles } from '../../../src/model/settings.js'
import { createDatabase, type TestDatabase } from '../../engine/database.js'

// Cloud logins are called like this, and a cast to regrole would read the name as an identifier.
const migrator = 'Deploy@project.iam'
const roles = { ...defaultRoles, seal: 'Seal.Owner', admin: 'Admin' }
const owners = [roles.seal, roles.admin]

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase('pglite', {
    migrations: [],
    seed: [
      `create role ${quoteIdent(migrator)} login createrole`,
      ...owners.map(
        (owner) =>
          `create role ${quoteIdent(owner)}; grant ${quoteIdent(owner)} to ${quoteIdent(migrator)} with admin true, inherit false, set false`,
      ),
    ].join(';\n'),
  })
})
afterAll(() => database?.close())

it('a migrating role of any name owns the functions during the migration, and not after it', async () => {
  const { open, close } = ownershipBracket(roles)
  const session = await database.as(migrator)
  const held = async () =>
    (
      await session.query(
        `select ${owners.map((owner, index) => `pg_has_role(${quoteLiteral(owner)}, 'usage') as owner${index}`).join(', ')}`,
      )
    ).rows
  await session.exec(open.sql)
  expect(await held()).toEqual([{ owner0: true, owner1: true }])
  await session.exec(close.sql)
  expect(await held()).toEqual([{ owner0: false, owner1: false }])
  await session.close()
})
