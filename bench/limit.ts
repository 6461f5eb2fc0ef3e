/** A figure that is promised by itself, and not against another. */
export interface Limit {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The most that it may be; null where nothing is promised. */
  readonly atMost: number | null
}
