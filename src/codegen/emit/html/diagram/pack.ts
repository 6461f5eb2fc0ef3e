export interface Size {
  readonly width: number
  readonly height: number
}

export interface Place {
  readonly x: number
  readonly y: number
}

interface Shelf {
  readonly y: number
  readonly height: number
  /** Piles, from left to right; each holds what is no wider than its first. */
  readonly piles: { readonly x: number; readonly width: number; filled: number }[]
}

/**
 * Places for rectangles, in their order: on shelves about as wide as makes the whole a screen's shape. Highest first; a
 * lower one stands on a pile beside the high ones as long as the shelf has room.
 */
export const pack = (
  sizes: readonly Size[],
  { gap, aspect }: { readonly gap: number; readonly aspect: number },
): readonly Place[] => {
  const area = sizes.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0)
  const width = Math.max(Math.sqrt(area * aspect), ...sizes.map((size) => size.width))
  const shelves: Shelf[] = []
  const places: Place[] = sizes.map(() => ({ x: 0, y: 0 }))
  const order = sizes.map((_, index) => index).sort((a, b) => heightOf(sizes, b) - heightOf(sizes, a))
  for (const index of order) {
    const size = sizes[index]
    if (size !== undefined) places[index] = put(size, shelves, width, gap)
  }
  return places
}

const heightOf = (sizes: readonly Size[], index: number) => sizes[index]?.height ?? 0

function put(size: Size, shelves: Shelf[], maxWidth: number, gap: number): Place {
  for (const shelf of shelves) {
    const pile = shelf.piles.find(
      ({ width, filled }) => size.width <= width && filled + gap + size.height <= shelf.height,
    )
    if (pile !== undefined) {
      const y = shelf.y + pile.filled + gap
      pile.filled += gap + size.height
      return { x: pile.x, y }
    }
    const last = shelf.piles.at(-1)
    const x = last === undefined ? 0 : last.x + last.width + gap
    if (x + size.width <= maxWidth && size.height <= shelf.height) {
      shelf.piles.push({ x, width: size.width, filled: size.height })
      return { x, y: shelf.y }
    }
  }
  const below = shelves.at(-1)
  const y = below === undefined ? 0 : below.y + below.height + gap
  shelves.push({ y, height: size.height, piles: [{ x: 0, width: size.width, filled: size.height }] })
  return { x: 0, y }
}
