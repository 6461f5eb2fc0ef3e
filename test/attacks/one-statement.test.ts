import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Arena, openArena } from './arena.js'
import { attacks } from './attacks.js'
import { look, measure } from './measure.js'
import type { Findings } from './next-tenant.js'
import { openWay, type Way } from './ways.js'

const statements = (attacks['the session'] ?? []).filter(
  ({ steps, defect, hangs }) => steps.length === 1 && defect === undefined && hangs === undefined,
)

describe.each(['node-postgres', 'postgres.js'] as const)('withTenant.one over %s', (name) => {
  let arena: Arena
  let way: Way
  let usual: Findings
  beforeAll(async () => {
    arena = await openArena('postgres', true)
    way = openWay(name, arena, { single: true })
    usual = (await look(way, arena)).findings
  })
  afterAll(async () => {
    await way?.close()
    await arena?.close()
  })

  // COMMIT and the clean-up have gone out with the statement.
  it.each(statements.map((attack) => [attack.name, attack] as const))(
    'leaves nothing of %s',
    async (_, attack) => {
      const { left, gains } = await measure(attack, { way, arena, usual })
      expect({ left, gains }).toEqual({
        left: [],
        gains: attack.why === undefined ? [] : [expect.anything()],
      })
    },
  )
})
