import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Arena, openArena } from './arena.js'
import type { Attack, Outcome } from './attack.js'
import { attacks } from './attacks.js'
import { measure } from './measure.js'
import type { Findings } from './next-tenant.js'
import type { WayName } from './ways.js'

export interface Suite {
  readonly way: WayName
  readonly sealed: boolean
  /** Which of an attack's outcomes holds here. */
  readonly expected: 'byHand' | 'plain' | 'sealed'
  /** Names of `attacks`; all of them if left out. */
  readonly only?: readonly string[]
}

const nothing: Attack = {
  name: 'nothing',
  gain: 'nothing',
  steps: ['select 1'],
  byHand: 'contained',
  plain: 'contained',
  sealed: 'contained',
}
const outcomes: readonly Outcome[] = ['stopped', 'contained', 'not stopped']

/** Every attack in one way of running a tenant's transaction; `--reporter=verbose` shows how many ended how. */
export const attackAll = ({ way, sealed, expected, only }: Suite): void => {
  const title = way === 'by hand' ? way : `${way}, ${sealed ? 'sealed' : 'plain'}`
  const open = () => openArena(way === 'pglite' ? 'pglite' : 'postgres', sealed)
  const ended: Outcome[] = []
  let arena: Arena
  let usual: Findings

  describe(title, () => {
    beforeAll(async () => {
      arena = await open()
      const first = await measure(nothing, { way, arena, usual: null })
      expect(first).toMatchObject({ outcome: 'contained' })
      expect(first.findings).toMatchObject({ rows: 'exactly its own', "B's transaction": 'done' })
      usual = first.findings
    })
    afterAll(() => arena?.close())

    for (const [aim, list] of Object.entries(attacks)) {
      if (only?.includes(aim) === false) continue
      describe(aim, () => {
        for (const attack of list) {
          if (way === 'pglite' && attack.notOnPglite !== undefined) continue
          const run = attack.defect?.includes(way) ? it.fails : it
          run(attack.name, async () => {
            const { outcome, ...seen } = await measure(attack, { way, arena, usual })
            ended.push(outcome)
            if (seen.lasting) {
              await arena.mendLogin()
              await arena.close()
              arena = await open()
            }
            expect(outcome, JSON.stringify(seen)).toBe(attack[expected])
            // Whatever A has got, what B finds on the connection is as ever.
            if (way !== 'by hand') expect(seen.left).toEqual([])
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
