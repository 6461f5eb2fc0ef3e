import type { Binding, Origin } from '../evaluate/scope.js'
import { unknown } from '../values/unknown.js'
import type { Site, Value } from '../values/value.js'

/** A name of a module whose value is computed when it is first needed, and then kept. */
export const lazyBinding = (compute: () => Value, site: Site, origin: Origin): Binding => {
  let value: Value | null = null
  let computing = false
  return {
    read: () => {
      if (value !== null) return value
      if (computing) return unknown(site, 'its value is asked for while it is being made')
      computing = true
      try {
        const computed = compute()
        // Statements that ran meanwhile may have assigned to it.
        value ??= computed
        return value
      } finally {
        computing = false
      }
    },
    write: (next) => {
      value = next
    },
    origin,
  }
}
