import { quoteIdent, quoteList } from '../../model/quote.js'
import type { RoleNames } from '../../model/settings.js'
import { roleStatements } from '../plan/roles.js'

/**
 * The role part of the plan as a script for somebody who may create roles, for managed databases where the migrating
 * role may not. `migrator` is made a member of the roles that own tenantry's functions, which its migrations need.
 */
export const rolesSql = (roles: RoleNames, schemas: readonly string[], migrator: string | null): string => {
  const steps = roleStatements(roles, schemas).map(({ sql, reason }) => `-- ${reason}\n${sql};`)
  const owners = quoteList([roles.seal, roles.admin])
  const member =
    migrator === null
      ? `-- The role that runs the migrations must own tenantry's functions for a moment: run this again with --migrator ROLE,\n-- or, by hand: grant ${owners} to <that role>;`
      : `-- ${migrator} hands tenantry's functions to their owners when it migrates\ngrant ${owners} to ${quoteIdent(migrator)};`
  return `-- Roles for tenantry: run once, as a role with CREATEROLE that owns the database, before the migrations.\n\n${[...steps, member].join('\n\n')}\n`
}
