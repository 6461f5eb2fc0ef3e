/** One figure: how long something takes against its baseline, in one interleaved run. */
export interface Ratio {
  readonly name: string
  /** Median of the subject over median of the baseline. */
  readonly ratio: number
  /** Medians in milliseconds. */
  readonly subjectMs: number
  readonly baselineMs: number
  /** The most that the ratio may be; null where nothing is promised. */
  readonly atMost: number | null
}

export interface Contest {
  readonly name: string
  readonly atMost: number | null
  readonly baseline: () => Promise<unknown>
  readonly subject: () => Promise<unknown>
}

/** Runs both in turn, A B A B …, after a warm-up, so that a drift of the machine meets both alike. */
export const contest = async (
  { name, atMost, baseline, subject }: Contest,
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
): Promise<Ratio> => {
  const times: { readonly baseline: number[]; readonly subject: number[] } = { baseline: [], subject: [] }
  for (let round = -warmUp; round < rounds; round++) {
    // Who goes first changes, so that neither always runs on the other's warm caches.
    const order = round % 2 === 0 ? (['baseline', 'subject'] as const) : (['subject', 'baseline'] as const)
    for (const who of order) {
      const start = process.hrtime.bigint()
      await (who === 'baseline' ? baseline() : subject())
      const took = Number(process.hrtime.bigint() - start) / 1e6
      if (round >= 0) times[who].push(took)
    }
  }
  const [subjectMs, baselineMs] = [median(times.subject), median(times.baseline)]
  return { name, ratio: subjectMs / baselineMs, subjectMs, baselineMs, atMost }
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2
}
