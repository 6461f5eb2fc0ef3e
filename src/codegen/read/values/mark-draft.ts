import type { SchemaMark } from '../../../model/schema.js'
import type { Site, Value } from './value.js'

/** How one of our functions marks a table: its options are read when all tables are there. */
export interface MarkDraft {
  readonly kind: SchemaMark['kind']
  /** The options object, or undefined. */
  readonly options: Value
  /** Calls the option `members`. */
  readonly members: () => Value
  /** For a direct table: the key of its tenant column. */
  readonly tenantKey: string | null
  readonly site: Site
}
