import type { SourcePlace } from '../../../model/schema.js'
import type { UnknownValue, Value } from './value.js'

/** A view while its builder is being called, and afterwards. */
export interface ViewDraft {
  readonly schema: string | UnknownValue
  readonly name: string | UnknownValue
  readonly materialized: boolean
  /** What `.with()` was given. */
  options: Value
  /** Null until `.as()` or `.existing()` makes the builder a view. */
  existing: boolean | null
  /** Of the call, until a declaration gives the view its name in the source. */
  place: SourcePlace
  declared: boolean
}
