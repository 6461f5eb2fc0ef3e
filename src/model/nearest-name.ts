/**
 * The name that a mistyped one most likely stands for: the valid one with the fewest edits; null when none is near, since
 * a far one misleads.
 */
export const nearestName = (given: string, valid: readonly string[]): string | null => {
  const ranked = valid
    .map((name) => ({ name, distance: edits(given.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best !== undefined && best.distance <= Math.ceil(given.length * 0.4) ? best.name : null
}

/** Levenshtein's distance: insertions, deletions and replacements from `from` to `to`. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1]
    for (const [column, other] of [...to].entries()) {
      next.push(
        Math.min(
          (next[column] ?? 0) + 1,
          (row[column + 1] ?? 0) + 1,
          (row[column] ?? 0) + (letter === other ? 0 : 1),
        ),
      )
    }
    row = next
  }
  return row[to.length] ?? 0
}
