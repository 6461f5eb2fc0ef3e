import { placeOf, textOf } from './place.js'
import type { Site, UnknownValue } from './value.js'

/** The value of an expression that cannot be evaluated, with the reason as the end of a sentence. */
export const unknown = (site: Site, reason: string, code: UnknownValue['code'] = 'TEN104'): UnknownValue => ({
  kind: 'unknown',
  code,
  reason,
  expression: textOf(site),
  place: placeOf(site),
})
