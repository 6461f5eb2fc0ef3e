import { Column, is, One, type SQL } from 'drizzle-orm'
import type { Seat } from './find-stranger.js'
import type { WatchedColumn } from './origins.js'

/** Where the tenants are in what a relational query gives: rows are arrays, and relations JSON in their cells. */
export interface RelationalPlan {
  readonly seats: readonly (Seat & { readonly at: number })[]
  readonly relations: readonly RelationPlan[]
}

interface RelationPlan {
  readonly at: number
  readonly many: boolean
  readonly plan: RelationalPlan
}

/** What drizzle's dialect makes of a relational query, and from what. */
export interface RelationalConfig {
  readonly schema: Readonly<Record<string, TableConfig>>
  readonly tableConfig: TableConfig
}
interface TableConfig {
  readonly relations: Readonly<Record<string, object>>
}
export interface RelationalQuery {
  readonly sql: SQL
  readonly selection: readonly SelectionItem[]
}
interface SelectionItem {
  readonly tsKey: string
  readonly field: unknown
  readonly isJson: boolean
  readonly relationTableTsKey?: string
  readonly selection: readonly SelectionItem[]
}

/** Null when no tenant column is selected at any depth. */
export const relationalPlan = (
  { schema, tableConfig }: RelationalConfig,
  selection: RelationalQuery['selection'],
  watched: (column: Column) => WatchedColumn | null,
): RelationalPlan | null => {
  const seats = selection.flatMap(({ field }, at): RelationalPlan['seats'] => {
    const column = is(field, Column) ? watched(field) : null
    return column === null ? [] : [{ at, column }]
  })
  const relations = selection.flatMap((item, at): RelationPlan[] => {
    const target = item.isJson ? schema[item.relationTableTsKey ?? ''] : undefined
    if (target === undefined) return []
    const plan = relationalPlan({ schema, tableConfig: target }, item.selection, watched)
    const many = !is(tableConfig.relations[item.tsKey], One)
    return plan === null ? [] : [{ at, many, plan }]
  })
  return seats.length === 0 && relations.length === 0 ? null : { seats, relations }
}

/** The first column, at any depth, in which a row holds another tenant; null when none does. */
export const findRelatedStranger = (
  rows: readonly unknown[],
  plan: RelationalPlan,
  isStranger: (value: unknown) => boolean,
): WatchedColumn | null => {
  for (const row of rows) {
    const found = strangerIn(row as readonly unknown[], plan, isStranger)
    if (found !== null) return found
  }
  return null
}

function strangerIn(
  row: readonly unknown[],
  { seats, relations }: RelationalPlan,
  isStranger: (value: unknown) => boolean,
): WatchedColumn | null {
  for (const { at, column } of seats) if (isStranger(row[at])) return column
  for (const { at, many, plan } of relations) {
    const cell = row[at]
    const value: unknown = typeof cell === 'string' ? JSON.parse(cell) : cell
    if (!Array.isArray(value)) continue
    const found = many ? findRelatedStranger(value, plan, isStranger) : strangerIn(value, plan, isStranger)
    if (found !== null) return found
  }
  return null
}
