import { createAcrossTenants } from './across-tenants.js'
import { createContext } from './create-context.js'

/** For the default tenancy: ids are uuids, the role is tenantry_app, the key comes from TENANTRY_KEY. */
export const { withTenant } = createContext()

/** For the default tenancy: the role is tenantry_admin. */
export const acrossTenants = createAcrossTenants()
