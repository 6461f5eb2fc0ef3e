import { native, nothing, opaque } from '../values/make-value.js'
import type { Value, ViewValue } from '../values/value.js'

/** How a materialized view is stored and filled; which view it is stays the same. */
const ofStorage = new Set(['using', 'tablespace', 'withNoData'])

/** A method of a view's builder, or a column of a view, which no table is made of. */
export const viewMember = (value: ViewValue, name: string): Value => {
  const { view } = value
  if (view.existing !== null) return opaque('a property of a view')
  if (name === 'as' || name === 'existing') {
    return native(name, () => {
      view.existing = name === 'existing'
      return value
    })
  }
  if (name === 'with') {
    return native(name, ([options = nothing]) => {
      view.options = options
      return value
    })
  }
  return ofStorage.has(name) ? native(name, () => value) : opaque('a property of a view')
}
