import { native } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { ArrayValue, Site, Value } from '../values/value.js'

/** A property of an array or a set that we do not follow: when it is called it may be a method that changes it. */
export const notEvaluated = (array: ArrayValue, name: string, site: Site): Value => {
  const kind = array.isSet === true ? 'sets' : 'arrays'
  const lost = (at: Site) => unknown(at, `the method ${name} of ${kind} is not evaluated`)
  const prototype = array.isSet === true ? Set.prototype : Array.prototype
  if (!(name in prototype)) return lost(site)
  return native(`${kind}.${name}`, (_args, callSite) => {
    const gap = lost(callSite)
    array.gap ??= gap
    return gap
  })
}
