import { ts } from 'ts-morph'
import { arrayOf, nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { ClosureValue, Site, Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import { bindPattern } from './pattern.js'
import { childScope, define, lookup, type Scope } from './scope.js'
import { runStatements } from './statements.js'

/** A function that calls itself deeper than this is not followed. */
const deepest = 60
/** Counted on the scopes that the calls open, so that no state outlives a reading. */
const depthName = '(depth)'

/** Runs a function of the user's on known values, inside the evaluator. */
export const callClosure = (
  { node, scope }: ClosureValue,
  args: readonly Value[],
  site: Site,
  evaluator: Evaluator,
): Value => {
  const { body } = node
  if (body === undefined) return unknown(site, 'the function has no body here')
  if (isSpecial(node)) return unknown(site, 'async functions and generators are not evaluated')
  const depth = depthAt(site.scope) + 1
  if (depth > deepest) return unknown(site, 'the function calls itself without an end in sight')

  const inner = childScope(scope)
  define(inner, depthName, { kind: 'literal', value: depth })
  bindParameters(node.parameters, args, inner, evaluator)
  if (!ts.isBlock(body)) return evaluator.evaluate(body, inner)
  const outcome = runStatements(body.statements, inner, evaluator)
  if (outcome.kind === 'return') return outcome.value
  return outcome.kind === 'lost' ? outcome.gap : nothing
}

const isSpecial = (node: ts.FunctionLikeDeclaration): boolean =>
  ('asteriskToken' in node && node.asteriskToken !== undefined) ||
  (ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true)

function depthAt(scope: Scope): number {
  const value = lookup(scope, depthName)?.binding.read()
  return value?.kind === 'literal' && typeof value.value === 'number' ? value.value : 0
}

function bindParameters(
  parameters: readonly ts.ParameterDeclaration[],
  args: readonly Value[],
  scope: Scope,
  evaluator: Evaluator,
): void {
  const bind = (name: ts.Identifier, value: Value) => define(scope, name.text, value)
  for (const [index, parameter] of parameters.filter(isPassed).entries()) {
    const given =
      parameter.dotDotDotToken === undefined ? (args[index] ?? nothing) : arrayOf(args.slice(index))
    const missing = given.kind === 'literal' && given.value === undefined
    const value =
      missing && parameter.initializer !== undefined
        ? evaluator.evaluate(parameter.initializer, scope)
        : given
    bindPattern(parameter.name, value, scope, evaluator, bind)
  }
}

/** `function (this: Column)` declares a type, and no parameter. */
const isPassed = ({ name }: ts.ParameterDeclaration): boolean =>
  !(ts.isIdentifier(name) && name.text === 'this')
