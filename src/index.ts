export { TenancyError } from './model/error.js'
export { parseTenantId, type TenantId, type TenantIdType } from './model/tenant-id.js'
export type { AcrossOptions, AcrossReason, AcrossTenants } from './runtime/context/across-tenants.js'
export type { AdminTx } from './runtime/context/admin-tx.js'
export type { LayerOptions, TenantContext, WithTenant } from './runtime/context/create-context.js'
export { currentTenant, requireTenant } from './runtime/context/current-tenant.js'
export { acrossTenants, withTenant } from './runtime/context/default-context.js'
export type { OnOuterDatabase } from './runtime/context/outer-database.js'
export type { SealOptions } from './runtime/context/sealer.js'
export type { Embedded } from './runtime/context/sql-text.js'
export { type TenantSql, type TenantStatement, tenantSql } from './runtime/context/tenant-sql.js'
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
export {
  createTenancy,
  type TenancyFunctions,
  type TenancyManifest,
  type TenancyOptions,
} from './runtime/tenancy.js'
export type { VerifiableManifest, VerifiableTable, VerifyOptions } from './runtime/verify/tenancy-problems.js'
export { verifyTenancy } from './runtime/verify/verify-tenancy.js'
