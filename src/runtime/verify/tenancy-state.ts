/** What a database says of itself, as far as its own catalogs tell the app's login. */
export interface TenancyState {
  readonly login: LoginState
  /** Roles that the login is a member of, directly or through others; none for a superuser, who needs no membership. */
  readonly reached: readonly ReachedRole[]
  /** The comment on `tenantry.manifest`; null when there is none. */
  readonly manifest: string | null
  readonly tables: readonly TableState[]
}

export interface LoginState {
  readonly name: string
  readonly superuser: boolean
  readonly bypasses: boolean
  readonly createsRoles: boolean
  readonly replicates: boolean
  /** Whether it may become the app's role, and whether it has that role's rights without becoming it. */
  readonly becomesApp: boolean
  readonly inheritsApp: boolean
}

export interface ReachedRole {
  readonly name: string
  readonly superuser: boolean
  readonly bypasses: boolean
  readonly createsRoles: boolean
  readonly replicates: boolean
}

export interface TableState {
  readonly schema: string
  readonly name: string
  readonly rls: boolean
  readonly forced: boolean
  readonly owner: string
  /** Whether the login may do anything with it as itself. */
  readonly open: boolean
  readonly policies: readonly PolicyState[]
}

export interface PolicyState {
  readonly name: string
  readonly command: 'all' | 'select' | 'insert' | 'update' | 'delete'
  readonly permissive: boolean
  /** Sorted; `public` is everybody. */
  readonly roles: readonly string[]
  readonly using: Clause
  readonly check: Clause
}

/** What a policy's expression is: missing, a constant such as `true`, one that asks who the tenant is, or another one. */
export type Clause = 'none' | 'constant' | 'tenant' | 'other'
