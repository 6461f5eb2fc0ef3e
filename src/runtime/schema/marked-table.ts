import type { Table } from 'drizzle-orm'
import type { pgTable } from 'drizzle-orm/pg-core'
import { TenancyError } from '../../model/error.js'
import { attachMark } from './mark.js'
import { markOfOptions, type ReadOptions } from './mark-of-options.js'
import type { Columns, ColumnsArgument, Extra } from './table-types.js'

type AnyExtra = Extra<string, Columns>
type Options = Readonly<Record<string, unknown>>

/** One kind of table: the options it takes, how they become its mark, and the columns that it adds. */
export interface TableKind {
  readonly options: readonly string[]
  readonly read: ReadOptions
  readonly addColumns?: (own: Columns, options: Options) => Columns
}

/**
 * The function that makes the tables of one kind, by `table`: pgTable, or that of a pgSchema. Row-level security is
 * switched on for each: drizzle's own CREATE migration then has ENABLE, and `drizzle-kit push`, which drops policies
 * that it does not know, leaves a table that shows nothing instead of everything.
 */
export const markedTable =
  (table: typeof pgTable, kind: TableKind) =>
  (name: string, columns: ColumnsArgument<Columns>, third?: AnyExtra | Options, fourth?: Options): Table => {
    const [extra, options] = splitArguments(name, third, fourth)
    let [own, added]: [Columns, Columns] = [{}, {}]
    const built = table(
      name,
      (types) => {
        own = typeof columns === 'function' ? columns(types) : columns
        added = kind.addColumns?.(own, options) ?? {}
        // First, as a key over it and others names it: drizzle-kit push reads a key's columns in table order, and would
        // take every (tenant_id, x) for changed if x came before (0.31, measured).
        return { ...added, ...own }
      },
      extra as never,
    )
    refuseTwins(name, built, Object.keys(own), Object.keys(added))
    const mark = markOfOptions({ name, columns: { ...added, ...own }, options }, kind.options, kind.read)
    built.enableRLS()
    return attachMark(built, mark)
  }

function splitArguments(
  name: string,
  third: AnyExtra | Options | undefined,
  fourth: Options | undefined,
): [AnyExtra | undefined, Options] {
  if (typeof third === 'function') return [third, fourth ?? {}]
  if (third && fourth) {
    throw new TenancyError(
      'TEN609',
      `table ${JSON.stringify(name)} has options in two places. Put them all into the last argument.`,
    )
  }
  return [undefined, fourth ?? third ?? {}]
}

/** The table may have the added column already, under another key. */
function refuseTwins(table: string, built: object, own: readonly string[], added: readonly string[]): void {
  const nameOf = (key: string) => (built as Record<string, { readonly name: string }>)[key]?.name
  for (const key of added) {
    const twin = own.find((other) => nameOf(other) === nameOf(key))
    if (twin === undefined) continue
    throw new TenancyError(
      'TEN609',
      `table ${JSON.stringify(table)} has the column ${JSON.stringify(nameOf(key))} twice, under the keys ${twin} and ${key}. If ${twin} is its tenant column, pass { tenant: ${JSON.stringify(twin)} }.`,
    )
  }
}
