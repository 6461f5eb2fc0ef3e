import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loginRole } from '../../engine/cluster-roles.js'
import { describeOnEngines } from '../../engine/describe-on-engines.js'

const init = readFileSync(new URL('../../../migrations/0000_init.sql', import.meta.url), 'utf8')
const acme = '11111111-1111-4111-8111-111111111111'

/*
 * The database after drizzle's own migration and before ours: nothing is isolated yet, and so nothing may be seen.
 */
describeOnEngines(
  "drizzle's first migration of the reference application",
  {
    migrations: [init, `grant select, insert on all tables in schema public to ${loginRole}`],
    seed: `insert into plans values ('free', 'Free', 3, 0); insert into users (email, name) values ('ada@example.com', 'Ada')`,
  },
  (open) => {
    it('leaves every table with row-level security on', async () => {
      const owner = await open().owner()
      const { rows } = await owner.query<{ name: string; rls: boolean }>(
        `select relname as name, relrowsecurity as rls from pg_class
          where relkind = 'r' and relnamespace = 'public'::regnamespace`,
      )
      expect(rows).toHaveLength(13)
      expect(rows.filter(({ rls }) => !rls)).toEqual([])
    })

    it.each(['plans', 'users'])('shows an app that has the privilege no row of %s', async (table) => {
      const [app, superuser] = [await open().login(), await open().superuser()]
      expect((await superuser.query(`select from ${table}`)).count).toBe(1)
      expect((await app.query(`select from ${table}`)).count).toBe(0)
    })

    it('fills the tenant in from the context of the transaction', async () => {
      const owner = await open().owner()
      await owner.exec('begin')
      await owner.query(`select set_config('app.tenant_id', $1, true)`, [acme])
      const { rows } = await owner.query(
        `insert into invoices (number, total) values ('1', 10) returning tenant_id`,
      )
      await owner.exec('rollback')
      expect(rows).toEqual([{ tenant_id: acme }])
    })

    it('refuses a row without a tenant, also on a connection that had one', async () => {
      const owner = await open().owner()
      const insert = `insert into invoices (number, total) values ('1', 10)`
      await expect(owner.query(insert)).rejects.toThrow('null value in column "tenant_id"')
      await owner.exec('begin')
      await owner.query(`select set_config('app.tenant_id', $1, true)`, [acme])
      await owner.exec('commit')
      await expect(owner.query(insert)).rejects.toThrow('null value in column "tenant_id"')
    })
  },
)
