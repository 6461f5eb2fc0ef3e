import type { TenantIdType } from '../../model/tenant-id.js'
import type { TenantKey } from '../../model/tenant-key.js'
import type {
  ChildOptions,
  CommonOptions,
  IdentityOptions,
  RootOptions,
  TenantOptions,
} from './table-options.js'
import type { Columns, ColumnsArgument, Extra, KeyOf, SchemaOf, TableOf, WithColumn } from './table-types.js'
import type { NullableTenantColumns, TenantColumns } from './tenant-column.js'
import type { tenantStatus } from './tenant-status.js'

export interface RootTableFn<S extends string | undefined> {
  <N extends string, C extends Columns>(
    name: N,
    columns: ColumnsArgument<C>,
    extra?: Extra<N, C>,
    options?: RootOptions<C>,
  ): TableOf<S, N, C>
  <N extends string, C extends Columns>(
    name: N,
    columns: ColumnsArgument<C>,
    options: RootOptions<C>,
  ): TableOf<S, N, C>
}

/** The columns of a tenant table: its own, and the tenant column unless the table names one of its own. */
type Owned<
  C extends Columns,
  Column extends string,
  Type extends TenantIdType,
  T extends string,
  Shared extends true,
> = [T] extends [never]
  ? WithColumn<
      C,
      TenantKey<Column>,
      ([Shared] extends [never] ? TenantColumns<Column> : NullableTenantColumns<Column>)[Type]
    >
  : C

export interface TenantTableFn<
  Column extends string,
  Type extends TenantIdType,
  S extends string | undefined,
> {
  <N extends string, C extends Columns, T extends KeyOf<C> = never, Shared extends true = never>(
    name: N,
    columns: ColumnsArgument<C>,
    extra?: Extra<N, Owned<C, Column, Type, T, Shared>>,
    options?: TenantOptions<C, T, Shared>,
  ): TableOf<S, N, Owned<C, Column, Type, T, Shared>>
  <N extends string, C extends Columns, T extends KeyOf<C> = never, Shared extends true = never>(
    name: N,
    columns: ColumnsArgument<C>,
    options: TenantOptions<C, T, Shared>,
  ): TableOf<S, N, Owned<C, Column, Type, T, Shared>>
}

export interface ChildTableFn<S extends string | undefined> {
  <N extends string, C extends Columns>(
    name: N,
    columns: ColumnsArgument<C>,
    extra: Extra<N, C> | undefined,
    options: ChildOptions<C>,
  ): TableOf<S, N, C>
  <N extends string, C extends Columns>(
    name: N,
    columns: ColumnsArgument<C>,
    options: ChildOptions<C>,
  ): TableOf<S, N, C>
}

export interface IdentityTableFn<S extends string | undefined> {
  <N extends string, C extends Columns>(
    name: N,
    columns: ColumnsArgument<C>,
    extra: Extra<N, C> | undefined,
    options: IdentityOptions<C>,
  ): TableOf<S, N, C>
  <N extends string, C extends Columns>(
    name: N,
    columns: ColumnsArgument<C>,
    options: IdentityOptions<C>,
  ): TableOf<S, N, C>
}

export interface PlainTableFn<S extends string | undefined> {
  <N extends string, C extends Columns>(
    name: N,
    columns: ColumnsArgument<C>,
    extra?: Extra<N, C>,
    options?: CommonOptions<C>,
  ): TableOf<S, N, C>
  <N extends string, C extends Columns>(
    name: N,
    columns: ColumnsArgument<C>,
    options: CommonOptions<C>,
  ): TableOf<S, N, C>
}

/** The functions that make marked tables, in one Postgres schema. */
export interface TenancyTables<
  Column extends string,
  Type extends TenantIdType,
  S extends string | undefined,
> {
  /**
   * The table of the tenants themselves. Inside a tenant its one row can be read, and its status not be changed.
   *
   * @example
   * export const tenants = tenantRoot('tenants', { id: uuid('id').primaryKey().defaultRandom(), status: tenantStatus() })
   */
  readonly tenantRoot: RootTableFn<S>
  /**
   * A table whose rows belong to a tenant by a column of their own, which is added: not null, and filled in from the
   * transaction's context. `{ tenant: 'organizationId' }` uses a column that the table declares; `{ shared: true }`
   * lets it be null, for rows that every tenant reads.
   *
   * @example
   * export const invoices = tenantTable('invoices', { total: numeric('total').notNull() }, (t) => [index().on(t.tenantId, t.total)])
   */
  readonly tenantTable: TenantTableFn<Column, Type, S>
  /**
   * A table whose rows belong to whoever owns the row that the foreign key `through` points to.
   *
   * @example
   * export const invoiceLines = tenantChild('invoice_lines', { invoiceId: uuid('invoice_id').notNull().references(() => invoices.id) }, { through: 'invoiceId' })
   */
  readonly tenantChild: ChildTableFn<S>
  /** A table that every tenant reads and none writes: plans, countries, currencies. */
  readonly sharedTable: PlainTableFn<S>
  /** A table that no tenant sees: jobs, sessions. */
  readonly systemTable: PlainTableFn<S>
  /**
   * The people: inside a tenant those are seen who are its members.
   *
   * @example
   * export const users = identityTable('users', { id: uuid('id').primaryKey() }, { members: () => memberships })
   */
  readonly identityTable: IdentityTableFn<S>
}

export interface Tenancy<Column extends string, Type extends TenantIdType>
  extends TenancyTables<Column, Type, undefined> {
  readonly tenantStatus: typeof tenantStatus
  /**
   * The same functions for tables of another Postgres schema. The schema object must be exported, or drizzle-kit does
   * not create it.
   *
   * @example
   * export const billing = pgSchema('billing')
   * const { tenantTable } = tenantSchema(billing)
   */
  readonly tenantSchema: <S extends string>(schema: SchemaOf<S>) => TenancyTables<Column, Type, S>
}
