import { describe, expect, it } from 'vitest'
import { diffPlan, isEmpty } from '../../../src/codegen/plan/diff-plan.js'
import type { Statement } from '../../../src/model/plan.js'

const statement = (id: string, sql = id, needs: readonly string[] = []): Statement => ({
  id,
  kind: 'policy',
  table: null,
  sql,
  inverse: `undo ${id}`,
  reason: '',
  needs,
  stands: null,
})

describe('the difference between what was emitted and the plan', () => {
  it('is empty for the same plan, whatever its reasons say', () => {
    const plan = [statement('a'), statement('b', 'b', ['a'])]
    expect(
      isEmpty(
        diffPlan(
          plan,
          plan.map((one) => ({ ...one, reason: 'other words' })),
        ),
      ),
    ).toBe(true)
  })

  it('names what is new, what changed and what is gone', () => {
    const delta = diffPlan(
      [statement('a'), statement('b'), statement('c')],
      [statement('b', 'b2'), statement('c'), statement('d')],
    )
    expect(delta.removed.map(({ id }) => id)).toEqual(['a'])
    expect(delta.changed.map(({ after }) => after.id)).toEqual(['b'])
    expect(delta.added.map(({ id }) => id)).toEqual(['d'])
  })

  it('makes anew what rests on something that changed, through any number of steps', () => {
    const chain = (first: string) => [
      statement('a', first),
      statement('b', 'b', ['a']),
      statement('c', 'c', ['b']),
      statement('d'),
    ]
    expect(diffPlan(chain('old'), chain('new')).changed.map(({ after }) => after.id)).toEqual(['a', 'b', 'c'])
  })

  it('makes a key anew when the unique key that it rested on is gone', () => {
    const delta = diffPlan([statement('u'), statement('f', 'f', ['u'])], [statement('f')])
    expect(delta.removed.map(({ id }) => id)).toEqual(['u'])
    expect(delta.changed.map(({ after }) => after.id)).toEqual(['f'])
  })
})
