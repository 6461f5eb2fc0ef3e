import pc from 'picocolors'
import type { Limit } from './limit.js'
import type { Ratio } from './ratio.js'

/** A table for people: ratio, what it may be at most, and the medians behind it. */
export const reportTable = (title: string, ratios: readonly Ratio[]): string => {
  const width = Math.max(...ratios.map(({ name }) => name.length))
  const rows = ratios.map(({ name, ratio, atMost, subjectMs, baselineMs }) => {
    const figure = ratio.toFixed(2).padStart(5)
    const verdict = atMost === null ? figure : ratio <= atMost ? pc.green(figure) : pc.red(figure)
    const promise = atMost === null ? '            ' : `at most ${atMost.toFixed(2)}`
    return `  ${name.padEnd(width)}  ${verdict}  ${promise}   ${pc.dim(`${subjectMs.toFixed(3)} ms against ${baselineMs.toFixed(3)} ms`)}`
  })
  return [pc.bold(title), ...rows].join('\n')
}

/** As `reportTable`, for figures that stand for themselves. */
export const limitTable = (title: string, limits: readonly Limit[]): string => {
  const width = Math.max(...limits.map(({ name }) => name.length))
  const rows = limits.map(({ name, value, unit, atMost }) => {
    const figure = value.toFixed(0).padStart(5)
    const verdict = atMost === null ? figure : value <= atMost ? pc.green(figure) : pc.red(figure)
    return `  ${name.padEnd(width)}  ${verdict} ${unit}${atMost === null ? '' : `  at most ${atMost}`}`
  })
  return [pc.bold(title), ...rows].join('\n')
}
