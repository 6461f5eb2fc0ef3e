import type { SourcePlace } from '../../../model/schema.js'
import type { ColumnDraft } from './column-draft.js'
import type { MarkDraft } from './mark-draft.js'
import type { ObjectValue, UnknownValue, Value } from './value.js'

/** A table as its source builds it; extra config, references and mark are followed only when all tables are there. */
export interface TableDraft {
  readonly schema: string | UnknownValue
  readonly name: string | UnknownValue
  /** By key in the table object, in order; each a copy, as later calls of the builder do not reach a built table. */
  readonly columns: ReadonlyMap<string, ColumnDraft>
  /** What may be missing from the columns. */
  readonly gaps: UnknownValue[]
  /** Calls the extra config callback. */
  readonly extra: (() => Value) | null
  /** What was put on the table object besides its columns: `Object.assign(users, { label })`. */
  readonly members: ObjectValue
  rls: boolean
  readonly mark: MarkDraft | null
  /** Of the call, until a declaration gives the table its name in the source. */
  place: SourcePlace
  declared: boolean
}
