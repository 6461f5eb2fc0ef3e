import { is } from 'drizzle-orm'
import { PgSelectBase } from 'drizzle-orm/pg-core'
import type { SelectConfig } from './builder-configs.js'

/** What a select of drizzle's builder was told; null for anything else. */
export const selectConfigOf = (select: object): SelectConfig | null =>
  is(select, PgSelectBase) ? (select as unknown as { readonly config: SelectConfig }).config : null

/** The same select, told something else. */
export const withConfig = <S extends object>(select: S, config: SelectConfig): S =>
  Object.create(select, { config: { value: config } })
