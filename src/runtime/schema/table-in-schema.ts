import type { pgSchema } from 'drizzle-orm/pg-core'
import type { Columns } from './table-types.js'

/** A table in a Postgres schema, as a function of its own because only a function's type can be asked for its result. */
export const tableInSchema = <S extends string, N extends string, C extends Columns>(
  schema: ReturnType<typeof pgSchema<S>>,
  name: N,
  columns: C,
) => schema.table(name, columns)
