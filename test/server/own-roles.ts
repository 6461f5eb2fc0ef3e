import { quoteIdent } from '../../src/model/quote.js'
import type { RoleNames } from '../../src/model/settings.js'
import type { TestDatabase } from '../engine/database.js'

/** Roles of one test file's own: roles belong to the whole server, and other files make and grant theirs meanwhile. */
export const ownRoles = (name: string): RoleNames => {
  const role = (part: string) => `tenantry_test_${name}_${process.pid}_${part}`
  return {
    app: role('app'),
    admin: role('admin'),
    lifecycle: role('lifecycle'),
    seal: role('seal'),
    logins: [role('login')],
  }
}

/** Drops the roles with all that they hold in the database. */
export const dropRoles = async (database: TestDatabase, roles: RoleNames): Promise<void> => {
  const superuser = await database.superuser()
  try {
    for (const role of [roles.app, roles.admin, roles.lifecycle, roles.seal, ...roles.logins]) {
      const { count } = await superuser.query('select from pg_roles where rolname = $1', [role])
      if (count === 0) continue
      await superuser.exec(`drop owned by ${quoteIdent(role)} cascade; drop role ${quoteIdent(role)}`)
    }
  } finally {
    await superuser.close()
  }
}
