import type { Join, Source } from './builder-configs.js'
import { allOf, type Condition, orMissing } from './tenant-conditions.js'

/** What must hold of a source's rows; null for nothing. */
export type ConditionOf = (source: Source) => Condition | null

export interface ScopedSources {
  readonly joins: readonly Join[]
  /** What is left for WHERE. */
  readonly where: readonly Condition[]
}

/**
 * Puts each table's condition where it makes the result that would come out if the table held nothing but its rows that
 * meet it. On the side of an outer join that may be missing that is ON: a stranger's row must leave the other side's
 * row without a partner, and not take it away. On the side that is kept it is WHERE, and for a full join both.
 */
export const scopedSources = (
  from: Source,
  joins: readonly Join[],
  conditionOf: ConditionOf,
): ScopedSources => {
  let where = conditionsOf(from, conditionOf)
  const scoped = joins.map((join): Join => {
    const own = conditionsOf(join.table, conditionOf)
    switch (join.joinType) {
      case 'inner':
      case 'left':
        return joinedOn(join, own)
      case 'right': {
        const before = where
        where = own
        return joinedOn(join, before)
      }
      case 'full': {
        const both = [...where, ...own]
        where = both.map(orMissing)
        return joinedOn(join, both)
      }
      default:
        // A cross join, which has no ON.
        where = [...where, ...own]
        return join
    }
  })
  return { joins: scoped, where }
}

function conditionsOf(source: Source, conditionOf: ConditionOf): readonly Condition[] {
  const condition = conditionOf(source)
  return condition === null ? [] : [condition]
}

const joinedOn = (join: Join, conditions: readonly Condition[]): Join =>
  conditions.length === 0 ? join : { ...join, on: allOf(conditions, join.on) }
