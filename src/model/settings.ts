/** Names of the roles in the database. */
export interface RoleNames {
  /** NOLOGIN; inside `withTenant`. */
  readonly app: string
  /** NOLOGIN; inside `acrossTenants`. */
  readonly admin: string
  /** NOLOGIN; erase and import, inside the tenant's own policies. */
  readonly lifecycle: string
  /** NOLOGIN; owns the seal's key table and `current_tenant()`, and nothing else. */
  readonly seal: string
  /** The app's login roles: members of `app` that do not inherit. */
  readonly logins: readonly string[]
}

export const defaultRoles: RoleNames = {
  app: 'tenantry_app',
  admin: 'tenantry_admin',
  lifecycle: 'tenantry_lifecycle',
  seal: 'tenantry_seal',
  logins: [],
}

/** Settings of the transaction-local context, fixed: policies, defaults and adapters must agree on them. */
export const contextSettings = { tenant: 'app.tenant_id', seal: 'app.tenant_seal' } as const

/** The schema that holds what tenantry needs in the database. */
export const tenantrySchema = 'tenantry'
