import { parseSealKey, sealPads } from '../../../src/model/seal.js'
import { createDatabase, type Engine, type TestDatabase } from '../../engine/database.js'
import { committedMigrations } from '../../isolation/committed-migrations.js'
import { migrationText } from '../../isolation/reference.js'
import { seedSql } from '../../isolation/seed.js'

/** The reference application's database as its migrations leave it, with two companies in it. */
export const referenceDatabase = async (engine: Engine): Promise<TestDatabase> => {
  const [first, ...ours] = await committedMigrations()
  return createDatabase(engine, {
    migrations: [
      { as: 'owner', sql: await migrationText(`${first}.sql`) },
      { as: 'superuser', sql: seedSql },
      ...(await Promise.all(
        ours.map(async (tag) => ({ as: 'owner' as const, sql: await migrationText(`${tag}.sql`) })),
      )),
    ],
  })
}

export const key = 'a1'.repeat(32)
export const strangersKey = 'b2'.repeat(32)

const { kid, ipad, opad } = (() => {
  const parsed = parseSealKey(key)
  return { kid: parsed.kid, ...sealPads(parsed) }
})()

/** Installs `key`: from here on the database takes sealed contexts only. */
export const installKey = `insert into tenantry.seal_key (kid, ipad, opad)
  values ('${kid}', '\\x${ipad.toString('hex')}', '\\x${opad.toString('hex')}')`
export const removeKeys = 'delete from tenantry.seal_key'
