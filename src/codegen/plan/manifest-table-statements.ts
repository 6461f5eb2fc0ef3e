import type { Statement } from '../../model/plan.js'
import { quoteIdent } from '../../model/quote.js'
import { type RoleNames, tenantrySchema } from '../../model/settings.js'
import { everyone, tenancyRoles } from './role-lists.js'

/** The table that says which manifest the database was brought to; the hash is written last, by a statement of its own. */
export const manifestTableStatements = (roles: RoleNames): readonly Statement[] => {
  const table = `${quoteIdent(tenantrySchema)}."manifest"`
  const base = { table: null, inverse: null, stands: null } as const
  return [
    {
      ...base,
      id: 'schema:manifest',
      kind: 'schema',
      sql: `create table if not exists ${table} (\n  "id" boolean primary key default true check ("id"),\n  "version" integer not null,\n  "hash" text not null,\n  "applied_at" timestamptz not null default now()\n)`,
      reason:
        'says which manifest this database was brought to, so that an app can refuse to start on another one',
      needs: [],
    },
    {
      ...base,
      id: 'grant:tenantry.manifest:revoke',
      kind: 'grant',
      sql: `revoke all on table ${table} from ${everyone(roles)}`,
      reason: 'nobody can claim another state',
      needs: [],
    },
    {
      ...base,
      id: 'grant:tenantry.manifest:read',
      kind: 'grant',
      sql: `grant select on table ${table} to ${tenancyRoles(roles)}`,
      reason: 'the app compares it with its own manifest',
      needs: ['grant:tenantry.manifest:revoke'],
    },
  ]
}
