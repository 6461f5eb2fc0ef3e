import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Arena, openArena } from './arena.js'
import type { Outcome } from './attack.js'
import { attacks } from './attacks.js'
import { look, measure } from './measure.js'
import type { Findings } from './next-tenant.js'
import { openWay, type Way, type WayName } from './ways.js'
import { within } from './within.js'

export interface Suite {
  readonly way: WayName
  readonly sealed: boolean
  /** Which of an attack's outcomes holds here. */
  readonly expected: 'byHand' | 'plain' | 'sealed'
  /** Names of `attacks`; all of them if left out. */
  readonly only?: readonly string[]
}

const outcomes: readonly Outcome[] = ['stopped', 'contained', 'not stopped']

/** Every attack in one way of running a tenant's transaction; `--reporter=verbose` shows how many ended how. */
export const attackAll = ({ way: name, sealed, expected, only }: Suite): void => {
  const title = name === 'by hand' ? name : `${name}, ${sealed ? 'sealed' : 'plain'}`
  const ended: Outcome[] = []
  let arena: Arena | null = null
  let way: Way | null = null
  let usual: Findings = {}

  // One connection for all attacks: what one of them leaves there meets the next, unless it was noticed.
  const opened = async (): Promise<{ readonly arena: Arena; readonly way: Way }> => {
    arena ??= await openArena(name === 'pglite' ? 'pglite' : 'postgres', sealed)
    if (way === null) {
      way = openWay(name, arena)
      const { findings, isRight } = await look(way, arena)
      usual = findings
      expect(isRight).toBe(true)
      expect(findings).toMatchObject({ "B's transaction": 'done' })
    }
    return { arena, way }
  }
  const closeWay = async () => {
    const closing = way?.close()
    way = null
    await within(3_000, 'closing', Promise.resolve(closing)).catch(() => {})
  }
  const closeArena = async () => {
    await closeWay()
    await arena?.mendLogin()
    await arena?.close()
    arena = null
  }

  describe(title, () => {
    beforeAll(opened)
    afterAll(closeArena)

    for (const [aim, list] of Object.entries(attacks)) {
      if (only?.includes(aim) === false) continue
      describe(aim, () => {
        for (const attack of list) {
          if (name === 'pglite' && attack.notOnPglite !== undefined) continue
          const run = attack.hangs?.includes(name) ? it.skip : attack.defect?.includes(name) ? it.fails : it
          run(attack.name, async () => {
            const { outcome, ...seen } = await measure(attack, { ...(await opened()), usual })
            ended.push(outcome)
            if (seen.left.length > 0) await closeWay()
            if (seen.lasting) await closeArena()
            expect(outcome, JSON.stringify(seen)).toBe(attack[expected])
            // Whatever A has got, what B finds on the connection is as ever.
            if (name !== 'by hand') expect(seen.left).toEqual([])
          })
        }
      })
    }

    it('all in all', async ({ annotate }) => {
      const counts = outcomes.map((outcome) => `${ended.filter((one) => one === outcome).length} ${outcome}`)
      await annotate(`${title}: ${ended.length} attacks: ${counts.join(', ')}`)
    })
  })
}
