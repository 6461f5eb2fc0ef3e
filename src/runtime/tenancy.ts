import type { TenantIdType } from '../model/tenant-id.js'
import { createContext, type TenantContext } from './context/create-context.js'
import type { SealOptions } from './context/sealer.js'

/** The part of `generated/tenancy.json` that the runtime works by. */
export interface TenancyManifest {
  readonly tenant: { readonly type: TenantIdType }
  readonly roles: { readonly app: string }
}

export interface TenancyOptions {
  readonly seal?: SealOptions
}

/**
 * The functions of one tenancy: `generated/tenancy.ts` calls it with its manifest, and so does an app that passes the
 * seal's key itself.
 */
export const createTenancy = (
  { tenant, roles }: TenancyManifest,
  { seal }: TenancyOptions = {},
): TenantContext =>
  createContext({ type: tenant.type, appRole: roles.app, ...(seal === undefined ? {} : { seal }) })
