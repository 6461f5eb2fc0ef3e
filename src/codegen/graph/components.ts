interface Frame {
  readonly node: string
  readonly rest: Iterator<string>
}

/**
 * Strongly connected components (Tarjan, 1972), those that are referred to before those that refer to them; names
 * sorted within each, and the order is the same for the same input. Without recursion: schemas have chains of a
 * thousand references. References to names outside `nodes` are passed over.
 */
export const components = (
  nodes: readonly string[],
  references: (node: string) => readonly string[],
): readonly (readonly string[])[] => {
  const known = new Set(nodes)
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()
  const found: (readonly string[])[] = []

  const enter = (node: string): Frame => {
    order.set(node, order.size)
    lowest.set(node, order.size - 1)
    open.push(node)
    isOpen.add(node)
    const next = [...new Set(references(node))].filter((target) => known.has(target)).sort()
    return { node, rest: next[Symbol.iterator]() }
  }

  const lower = (node: string, to: number | undefined): void => {
    lowest.set(node, Math.min(lowest.get(node) ?? 0, to ?? Number.POSITIVE_INFINITY))
  }

  const close = (node: string): void => {
    if (lowest.get(node) !== order.get(node)) return
    const component = open.splice(open.lastIndexOf(node))
    for (const member of component) isOpen.delete(member)
    found.push(component.sort())
  }

  for (const start of [...known].sort()) {
    if (order.has(start)) continue
    const frames = [enter(start)]
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const next = frame.rest.next()
      if (next.done === true) {
        frames.pop()
        close(frame.node)
        const above = frames.at(-1)
        if (above !== undefined) lower(above.node, lowest.get(frame.node))
      } else if (!order.has(next.value)) frames.push(enter(next.value))
      else if (isOpen.has(next.value)) lower(frame.node, order.get(next.value))
    }
  }
  return found
}
