import { native, nothing, opaque } from '../values/make-value.js'
import type { TableValue, Value } from '../values/value.js'

/** `table.column`, `table.enableRLS()`, or one of the properties that only types use (`$inferSelect`). */
export const tableMember = (value: TableValue, name: string): Value => {
  const { table } = value
  const own = table.members.entries.get(name)
  if (own !== undefined) return own
  if (table.columns.has(name)) return { kind: 'column', table, key: name }
  if (name === 'enableRLS') {
    return native('enableRLS', () => {
      table.rls = true
      return value
    })
  }
  if (name === '$inferSelect' || name === '$inferInsert' || name === '_') return opaque('type')
  return table.members.gap ?? table.gaps[0] ?? nothing
}
