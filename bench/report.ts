import pc from 'picocolors'
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
