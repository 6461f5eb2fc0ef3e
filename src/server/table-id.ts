import { quoteName } from '../model/quote.js'

/** A table's id in the plan, `schema.name`, as SQL. */
export const quoteTableId = (id: string): string => {
  const dot = id.indexOf('.')
  return quoteName({ schema: id.slice(0, dot), name: id.slice(dot + 1) })
}
