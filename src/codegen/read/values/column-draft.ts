import type { SourcePlace } from '../../../model/schema.js'
import type { Site, UnknownValue, Value } from './value.js'

/** A column while its builder is being called: changed in place by the builder's methods, as drizzle's own config is. */
export interface ColumnDraft {
  /** The name in the database; '' until the key in the table gives it. */
  name: string | UnknownValue
  /** Whether the name came from the key, which is what `casing` converts. */
  readonly keyAsName: boolean
  /** Evaluated when the table is built: a custom type's function may need its arguments then. */
  type: () => string | UnknownValue
  /** The option `length` of `char` and `varchar`; null for other types. */
  readonly length: Value | null
  notNull: boolean
  hasDefault: boolean
  primaryKey: boolean
  unique: { readonly name: string | null } | null
  identity: 'always' | 'byDefault' | null
  generated: boolean
  /** Made by `tenantStatus()`. */
  readonly status: boolean
  readonly references: ReferenceDraft[]
  /** What was not understood in the chain of calls. */
  readonly gaps: UnknownValue[]
  readonly place: SourcePlace
}

/** `.references(() => other.id, { onDelete: 'cascade' })`, not yet followed. */
export interface ReferenceDraft {
  /** Calls the function, which gives the column when all is well. */
  readonly follow: () => Value
  readonly actions: Value
  readonly site: Site
}

export const columnDraft = (
  given: Pick<ColumnDraft, 'name' | 'type' | 'place'> & Partial<ColumnDraft>,
): ColumnDraft => ({
  keyAsName: given.name === '',
  length: null,
  notNull: false,
  hasDefault: false,
  primaryKey: false,
  unique: null,
  identity: null,
  generated: false,
  status: false,
  references: [],
  gaps: [],
  ...given,
})
