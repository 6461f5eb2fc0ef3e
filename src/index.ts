export { TenancyError } from './model/error.js'
export { parseTenantId, type TenantId, type TenantIdType } from './model/tenant-id.js'
