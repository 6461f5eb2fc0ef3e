import type { TenantIdType } from '../model/tenant-id.js'
import { createContext, type LayerOptions, type TenantContext } from './context/create-context.js'
import type { SealOptions } from './context/sealer.js'
import type { TenancyTable } from './context/tenant-tables.js'

/** The part of `generated/tenancy.json` that the runtime works by. */
export interface TenancyManifest {
  readonly tenant: { readonly type: TenantIdType }
  readonly roles: { readonly app: string }
  readonly tables?: readonly TenancyTable[]
}

export interface TenancyOptions {
  readonly seal?: SealOptions
  readonly layers?: LayerOptions
}

/**
 * The functions of one tenancy: `generated/tenancy.ts` calls it with its manifest, and so does an app that passes the
 * seal's key itself.
 */
export const createTenancy = (
  { tenant, roles, tables }: TenancyManifest,
  { seal, layers }: TenancyOptions = {},
): TenantContext =>
  createContext({
    type: tenant.type,
    appRole: roles.app,
    ...(tables === undefined ? {} : { tables }),
    ...(seal === undefined ? {} : { seal }),
    ...(layers === undefined ? {} : { layers }),
  })
