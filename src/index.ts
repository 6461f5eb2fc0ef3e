export { TenancyError } from './model/error.js'
export { parseTenantId, type TenantId, type TenantIdType } from './model/tenant-id.js'
export {
  identityTable,
  sharedTable,
  systemTable,
  tenantChild,
  tenantRoot,
  tenantSchema,
  tenantTable,
} from './runtime/schema/default-tenancy.js'
export { defineTenancy, type TenancyConvention } from './runtime/schema/define-tenancy.js'
export type { Tenancy, TenancyTables } from './runtime/schema/tenancy.js'
export { type TenantStatus, tenantStatus } from './runtime/schema/tenant-status.js'
