import type { OnErase } from '../../../model/schema.js'
import type { Value } from '../values/value.js'
import type { MarkReader } from './mark-reader.js'

/** The option `onErase`: 'delete', { retain: reason } or { anonymise: [keys] }. */
export const onErase = (reader: MarkReader): OnErase => {
  const value = reader.option('onErase')
  if (value.kind === 'literal' && (value.value === undefined || value.value === 'delete'))
    return { mode: 'delete' }
  if (value.kind === 'object' && value.gap === null && value.entries.size === 1) {
    const retain = value.entries.get('retain')
    if (retain?.kind === 'literal' && typeof retain.value === 'string') {
      return { mode: 'retain', reason: retain.value }
    }
    const anonymise = value.entries.get('anonymise')
    if (anonymise?.kind === 'array' && anonymise.gap === null) {
      const keys = anonymise.items.map((item) => (item.kind === 'literal' ? item.value : null))
      const known = keys.filter((key) => typeof key === 'string')
      if (known.length === keys.length) return { mode: 'anonymise', columns: known.map(reader.columnOf) }
    }
  }
  if (value.kind === 'unknown') reader.lost('onErase', value)
  else if (value.kind === 'object' && unknownIn(value.entries.values()) !== null) {
    reader.lost('onErase', unknownIn(value.entries.values()) ?? value)
  } else {
    reader.refuse(
      'has an option `onErase` that says nothing clear',
      "Pass 'delete', { retain: 'the reason' } or { anonymise: ['columnKey'] }.",
    )
  }
  return { mode: 'delete' }
}

function unknownIn(values: Iterable<Value>): Value | null {
  for (const value of values) {
    if (value.kind === 'unknown') return value
    const inner = value.kind === 'array' ? (value.gap ?? unknownIn(value.items)) : null
    if (inner !== null) return inner
  }
  return null
}
