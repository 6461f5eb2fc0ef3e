import { ts } from 'ts-morph'
import { truth } from '../values/truth.js'
import { unknown } from '../values/unknown.js'
import type { UnknownValue, Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import { copyScope, type Scope } from './scope.js'
import type { Outcome } from './statements.js'

/** The three loops with a condition: how often they run is told by running them. */
export type ConditionLoop = ts.ForStatement | ts.WhileStatement | ts.DoStatement

export const isConditionLoop = (node: ts.Statement): node is ConditionLoop =>
  ts.isForStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)

/** Runs the loop's body as often as its condition holds; an unknown value when that cannot be told. */
export const runConditionLoop = (
  node: ConditionLoop,
  scope: Scope,
  evaluator: Evaluator,
  runBody: (body: ts.Statement, scope: Scope) => Outcome,
): Outcome | UnknownValue => {
  const condition = ts.isForStatement(node) ? node.condition : node.expression
  let round = copyScope(scope)
  for (let isFirst = true; ; isFirst = false) {
    const gone = evaluator.step({ node, scope })
    if (gone !== null) return gone
    if (condition !== undefined && !(isFirst && ts.isDoStatement(node))) {
      const answer = evaluator.evaluate(condition, round)
      const holds = truth(answer)
      if (holds === null) return undecided(answer, condition, round)
      if (!holds) return { kind: 'next' }
    }
    const outcome = runBody(node.statement, round)
    if (outcome.kind === 'break') return { kind: 'next' }
    if (outcome.kind === 'return' || outcome.kind === 'lost') return outcome
    // Functions that were made in this round keep its variables (ECMA-262, CreatePerIterationEnvironment).
    round = copyScope(round)
    if (ts.isForStatement(node) && node.incrementor !== undefined) evaluator.evaluate(node.incrementor, round)
  }
}

const undecided = (answer: Value, node: ts.Expression, scope: Scope): UnknownValue =>
  answer.kind === 'unknown' ? answer : unknown({ node, scope }, 'whether it is true cannot be told')
