import type { PageKey } from '../page-model.js'
import type { TableBox } from './table-box.js'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface PlacedBox extends Point {
  readonly box: TableBox
}

/** A key's line, from the table that it points to, to the column that holds it. */
export interface Route {
  readonly key: PageKey
  readonly points: readonly Point[]
}

/** Where everything stands, in pixels. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly boxes: readonly PlacedBox[]
  readonly routes: readonly Route[]
}
