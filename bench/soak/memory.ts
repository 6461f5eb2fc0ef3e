/** Megabytes. */
export interface Memory {
  /** After a fifth of the samples, when caches are filled, and at the end; each the median of a fifth. */
  readonly heapEarly: number
  readonly heapLate: number
  readonly rssEarly: number
  readonly rssLate: number
  /** Whether rubbish was collected before each sample (`node --expose-gc`). */
  readonly collected: boolean
}

export const watchMemory = (): { readonly sample: () => void; readonly end: () => Memory } => {
  const { gc } = globalThis as { readonly gc?: () => void }
  const [heap, rss]: [number[], number[]] = [[], []]
  const sample = () => {
    gc?.()
    const used = process.memoryUsage()
    heap.push(used.heapUsed / 2 ** 20)
    rss.push(used.rss / 2 ** 20)
  }
  return {
    sample,
    end: () => {
      sample()
      return {
        heapEarly: fifth(heap, 1),
        heapLate: fifth(heap, 4),
        rssEarly: fifth(rss, 1),
        rssLate: fifth(rss, 4),
        collected: gc !== undefined,
      }
    },
  }
}

/** The median of the fifth of that number, from 0 on. */
function fifth(values: readonly number[], number: number): number {
  const size = Math.max(1, Math.floor(values.length / 5))
  const part = values.slice(number === 4 ? -size : number * size).slice(0, size)
  const sorted = [...part].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? values.at(-1) ?? 0
}
