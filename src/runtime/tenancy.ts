import type { TenantIdType } from '../model/tenant-id.js'
import { type AcrossTenants, createAcrossTenants } from './context/across-tenants.js'
import { createContext, type LayerOptions, type TenantContext } from './context/create-context.js'
import type { OnOuterDatabase } from './context/outer-database.js'
import type { SealOptions } from './context/sealer.js'
import type { TenancyTable } from './context/tenant-tables.js'
import type { AnyPgDatabase } from './context/tenant-tx.js'
import type { VerifiableManifest, VerifiableTable, VerifyOptions } from './verify/tenancy-problems.js'
import { verifyTenancy } from './verify/verify-tenancy.js'

/** The part of `generated/tenancy.json` that the runtime works by. */
export interface TenancyManifest extends VerifiableManifest {
  readonly tenant: { readonly type: TenantIdType }
  readonly tables: readonly (TenancyTable & VerifiableTable)[]
}

export interface TenancyOptions {
  readonly seal?: SealOptions
  readonly layers?: LayerOptions
  /**
   * Whether the first `withTenant` of each pool runs `verifyTenancy` before it: what that finds refuses it, and every
   * one after it until it finds nothing any more. Default false: run `verifyTenancy(db)` when the process starts.
   */
  readonly verify?: boolean | VerifyOptions
  /**
   * Told when the database is used inside its own `withTenant`, instead of `tx`. Default: a warning of Node's, once for
   * each statement, but not in production. A function that throws refuses the query; false says nothing.
   */
  readonly onOuterDatabase?: OnOuterDatabase | false
}

/** What an app does with one tenancy. */
export interface TenancyFunctions extends TenantContext {
  readonly acrossTenants: AcrossTenants
  /**
   * Holds the database against the manifest, in one query: for every start of a process.
   *
   * @throws TenancyError TEN626 with everything that is wrong, and what to do
   */
  readonly verifyTenancy: (db: AnyPgDatabase, options?: VerifyOptions) => Promise<void>
}

/**
 * The functions of one tenancy: `generated/tenancy.ts` calls it with its manifest, and so does an app that passes the
 * seal's key itself.
 */
export const createTenancy = (
  manifest: TenancyManifest,
  { seal, layers, verify = false, onOuterDatabase }: TenancyOptions = {},
): TenancyFunctions => {
  const { tenant, roles, tables } = manifest
  const verifyThis = (db: AnyPgDatabase, options?: VerifyOptions) => verifyTenancy(db, manifest, options)
  return {
    ...createContext({
      type: tenant.type,
      appRole: roles.app,
      tables,
      ...(seal === undefined ? {} : { seal }),
      ...(layers === undefined ? {} : { layers }),
      ...(onOuterDatabase === undefined ? {} : { onOuterDatabase }),
      ...(verify === false
        ? {}
        : { verify: (db: AnyPgDatabase) => verifyThis(db, verify === true ? {} : verify) }),
    }),
    acrossTenants: createAcrossTenants({ adminRole: roles.admin }),
    verifyTenancy: verifyThis,
  }
}
