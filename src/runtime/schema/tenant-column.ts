import { type SQL, sql } from 'drizzle-orm'
import { bigint, integer, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { quoteLiteral } from '../../model/quote.js'
import { contextSettings } from '../../model/settings.js'
import type { TenantIdType } from '../../model/tenant-id.js'

/**
 * The default of a tenant column: the tenant of the transaction's context. It calls no function of ours, because
 * drizzle's migration creates the table before ours creates the function. It is written as cast(): drizzle-kit 1.0
 * strips a trailing `::uuid` from a default and then fails to create the table.
 */
const fromContext = (type: TenantIdType): SQL =>
  sql.raw(`cast(nullif(current_setting(${quoteLiteral(contextSettings.tenant)}, true), '') as ${type})`)

// One function per type, so that each keeps the column's name in its type as a builder written by hand does.
const columns = {
  uuid: <Name extends string>(name: Name) => uuid(name).notNull().default(fromContext('uuid')),
  text: <Name extends string>(name: Name) => text(name).notNull().default(fromContext('text')),
  varchar: <Name extends string>(name: Name) => varchar(name).notNull().default(fromContext('varchar')),
  integer: <Name extends string>(name: Name) => integer(name).notNull().default(fromContext('integer')),
  // Mode 'bigint': mode 'number' would silently round ids from 2^53 on.
  bigint: <Name extends string>(name: Name) =>
    bigint(name, { mode: 'bigint' }).notNull().default(fromContext('bigint')),
}

const nullableColumns = {
  uuid: <Name extends string>(name: Name) => uuid(name).default(fromContext('uuid')),
  text: <Name extends string>(name: Name) => text(name).default(fromContext('text')),
  varchar: <Name extends string>(name: Name) => varchar(name).default(fromContext('varchar')),
  integer: <Name extends string>(name: Name) => integer(name).default(fromContext('integer')),
  bigint: <Name extends string>(name: Name) =>
    bigint(name, { mode: 'bigint' }).default(fromContext('bigint')),
}

/** The builder of a tenant column `Name`, by the type of the tenant's key. */
export interface TenantColumns<Name extends string> {
  readonly uuid: ReturnType<typeof columns.uuid<Name>>
  readonly text: ReturnType<typeof columns.text<Name>>
  readonly varchar: ReturnType<typeof columns.varchar<Name>>
  readonly integer: ReturnType<typeof columns.integer<Name>>
  readonly bigint: ReturnType<typeof columns.bigint<Name>>
}

/** The builder of a tenant column that may be null, for tables with shared rows. */
export interface NullableTenantColumns<Name extends string> {
  readonly uuid: ReturnType<typeof nullableColumns.uuid<Name>>
  readonly text: ReturnType<typeof nullableColumns.text<Name>>
  readonly varchar: ReturnType<typeof nullableColumns.varchar<Name>>
  readonly integer: ReturnType<typeof nullableColumns.integer<Name>>
  readonly bigint: ReturnType<typeof nullableColumns.bigint<Name>>
}

/** A new builder of the tenant column: drizzle's builders are changed by the table that they build, so each has its own. */
export const tenantColumn = (name: string, type: TenantIdType, shared: boolean) =>
  (shared ? nullableColumns : columns)[type](name)
