import type { pgSchema } from 'drizzle-orm/pg-core'
import type { Columns } from './table-types.js'

/**
 * A table in a Postgres schema. It exists for its type: that of the table can only be asked of a value, here of the
 * parameter `schema`.
 */
export const tableInSchema = <S extends string, N extends string, C extends Columns>(
  schema: ReturnType<typeof pgSchema<S>>,
  name: N,
  columns: C,
): ReturnType<typeof schema.table<N, C>> => schema.table(name, columns)
