export { TenancyError } from './model/error.js'
export { parseTenantId, type TenantId, type TenantIdType } from './model/tenant-id.js'
export type { LayerOptions, TenantContext, WithTenant } from './runtime/context/create-context.js'
export { withTenant } from './runtime/context/default-context.js'
export type { SealOptions } from './runtime/context/sealer.js'
export type { AnyPgDatabase, TenantTx } from './runtime/context/tenant-tx.js'
export type { TransactionOptions } from './runtime/context/transaction-options.js'
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
// Whoever exports the functions of a tenancy from a package with declarations needs their types by name (TS2742).
export type {
  ChildTableFn,
  IdentityTableFn,
  PlainTableFn,
  RootTableFn,
  Tenancy,
  TenancyTables,
  TenantTableFn,
} from './runtime/schema/tenancy.js'
export { type TenantStatus, tenantStatus } from './runtime/schema/tenant-status.js'
export { createTenancy, type TenancyManifest, type TenancyOptions } from './runtime/tenancy.js'
