import type { pgSchema, pgTable } from 'drizzle-orm/pg-core'
import type { tableInSchema } from './table-in-schema.js'

/*
 * Everything here is derived from the types of pgTable itself: drizzle 1.0 renamed most of the types below it, and
 * what is derived compiles on both.
 */

/** Column builders by key: the second argument of pgTable. */
export type Columns = Parameters<typeof pgTable>[1] extends (...args: never[]) => infer Result
  ? Result
  : never

/** The argument of `(t) => ({ id: t.uuid() })`. */
type ColumnTypes = Parameters<Extract<Parameters<typeof pgTable>[1], (...args: never[]) => unknown>>[0]

/** Columns as an object, or as a function of drizzle's column types. */
export type ColumnsArgument<C extends Columns> = C | ((columnTypes: ColumnTypes) => C)

/** The table that pgTable gives for these columns; in the schema `S`, or in the default one. */
export type TableOf<S extends string | undefined, N extends string, C extends Columns> = S extends string
  ? ReturnType<typeof tableInSchema<S, N, C>>
  : ReturnType<typeof pgTable<N, C>>

/** The schema object that `pgSchema(name)` gives. */
export type SchemaOf<S extends string> = ReturnType<typeof pgSchema<S>>

type ExtraFunction<N extends string, C extends Columns> = Extract<
  NonNullable<Parameters<typeof pgTable<N, C>>[2]>,
  (...args: never[]) => unknown
>

type ExtraValue<Result> = Result extends readonly (infer Value)[]
  ? Value
  : Result extends Readonly<Record<string, infer Value>>
    ? Value
    : never

type AnyExtraValue = ExtraValue<ReturnType<ExtraFunction<string, Columns>>>

/** The third argument of pgTable: indexes, keys and checks, as an array or in drizzle's older form as an object. */
export type Extra<N extends string, C extends Columns> = (
  self: Parameters<ExtraFunction<N, C>>[0],
) => AnyExtraValue[] | Record<string, AnyExtraValue>

/** The columns with the tenant column behind them, unless they have that key already. */
export type WithColumn<C extends Columns, K extends string, B> = K extends keyof C
  ? C
  : { [Key in keyof C | K]: Key extends keyof C ? C[Key] : B }

/** A key of the columns. */
export type KeyOf<C> = Extract<keyof C, string>
