import type { Site, Value } from './value.js'

/** An entry of a table's extra config, while its builder is being called. */
export type ExtraDraft = IndexDraft | UniqueDraft | PrimaryKeyDraft | ForeignKeyDraft

export interface IndexDraft {
  readonly kind: 'index'
  readonly name: Value
  readonly unique: boolean
  /** Null until `.on()` or `.using()` is called. */
  readonly columns: readonly Value[] | null
  /** What `.where()` was given; undefined makes no partial index. */
  where: Value
  readonly site: Site
}

export interface UniqueDraft {
  readonly kind: 'unique'
  readonly name: Value
  readonly columns: readonly Value[] | null
  readonly site: Site
}

export interface PrimaryKeyDraft {
  readonly kind: 'primary-key'
  /** Arrays are spread: `primaryKey({ columns })` and the older `primaryKey(a, b)`. */
  readonly columns: Value
  readonly site: Site
}

export interface ForeignKeyDraft {
  readonly kind: 'foreign-key'
  readonly name: Value
  readonly columns: Value
  readonly foreignColumns: Value
  onDelete: Value
  onUpdate: Value
  readonly site: Site
}
