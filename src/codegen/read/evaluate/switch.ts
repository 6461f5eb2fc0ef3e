import { ts } from 'ts-morph'
import { unknown } from '../values/unknown.js'
import type { UnknownValue } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import type { Scope } from './scope.js'

/** The statements that a `switch` runs, from the clause that is met to the end; an unknown value when that cannot be told. */
export const switchStatements = (
  node: ts.SwitchStatement,
  scope: Scope,
  evaluator: Evaluator,
): readonly ts.Statement[] | UnknownValue => {
  const value = evaluator.evaluate(node.expression, scope)
  if (value.kind === 'unknown') return value
  if (value.kind !== 'literal') return unknown({ node: node.expression, scope }, 'its value is no constant')
  const { clauses } = node.caseBlock
  let met = clauses.findIndex(ts.isDefaultClause)
  for (const [index, clause] of clauses.entries()) {
    if (ts.isDefaultClause(clause)) continue
    const candidate = evaluator.evaluate(clause.expression, scope)
    if (candidate.kind === 'unknown') return candidate
    if (candidate.kind === 'literal' && candidate.value === value.value) {
      met = index
      break
    }
  }
  return met < 0 ? [] : clauses.slice(met).flatMap(({ statements }) => [...statements])
}
