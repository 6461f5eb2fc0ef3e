import { ts } from 'ts-morph'
import { nothing } from '../values/make-value.js'
import { truth } from '../values/truth.js'
import { unknown } from '../values/unknown.js'
import type { UnknownValue, Value } from '../values/value.js'
import { enumValue } from './enum.js'
import type { Evaluator } from './evaluator.js'
import { type ConditionLoop, isConditionLoop, runConditionLoop } from './loops.js'
import { bindPattern } from './pattern.js'
import { childScope, define, type Scope } from './scope.js'
import { switchStatements } from './switch.js'
import { taint } from './taint.js'

/** How a statement ended. `lost`: it may have returned, and with what cannot be told. */
export type Outcome =
  | { readonly kind: 'next' }
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'lost'; readonly gap: UnknownValue }

const next: Outcome = { kind: 'next' }

/** Runs statements of a function or a block in order, in `scope`. */
export const runStatements = (
  statements: readonly ts.Statement[],
  scope: Scope,
  evaluator: Evaluator,
): Outcome => {
  // Function declarations can be called above the line where they stand.
  for (const node of statements) {
    if (ts.isFunctionDeclaration(node) && node.name !== undefined && node.body !== undefined) {
      define(scope, node.name.text, { kind: 'closure', node, scope })
    }
  }
  for (const statement of statements) {
    const outcome = runStatement(statement, scope, evaluator)
    if (outcome.kind !== 'next') return outcome
  }
  return next
}

export const runStatement = (node: ts.Statement, scope: Scope, evaluator: Evaluator): Outcome => {
  if (ts.isVariableStatement(node)) {
    declare(node.declarationList, scope, evaluator)
    return next
  }
  if (ts.isExpressionStatement(node)) {
    evaluator.evaluate(node.expression, scope)
    return next
  }
  if (ts.isReturnStatement(node)) {
    return {
      kind: 'return',
      value: node.expression === undefined ? nothing : evaluator.evaluate(node.expression, scope),
    }
  }
  if (ts.isBlock(node)) return runStatements(node.statements, childScope(scope), evaluator)
  if (ts.isIfStatement(node)) return runIf(node, scope, evaluator)
  if (ts.isForOfStatement(node)) return runForOf(node, scope, evaluator)
  if (isConditionLoop(node)) return runCounted(node, scope, evaluator)
  if (ts.isSwitchStatement(node)) return runSwitch(node, scope, evaluator)
  if (ts.isBreakStatement(node) && node.label === undefined) return { kind: 'break' }
  if (ts.isContinueStatement(node) && node.label === undefined) return { kind: 'continue' }
  if (ts.isEnumDeclaration(node)) {
    define(scope, node.name.text, enumValue(node, scope, evaluator))
    return next
  }
  if (ts.isFunctionDeclaration(node) || ts.isEmptyStatement(node) || isTypeOnly(node)) return next
  return lose(node, scope, evaluator, unknown({ node, scope }, 'this kind of statement is not run'))
}

const isTypeOnly = (node: ts.Statement): boolean =>
  ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)

function declare(list: ts.VariableDeclarationList, scope: Scope, evaluator: Evaluator): void {
  for (const { name, initializer } of list.declarations) {
    const value = initializer === undefined ? nothing : evaluator.evaluate(initializer, scope)
    bindPattern(name, value, scope, evaluator, (identifier, part) => define(scope, identifier.text, part))
  }
}

function runIf(node: ts.IfStatement, scope: Scope, evaluator: Evaluator): Outcome {
  const condition = evaluator.evaluate(node.expression, scope)
  const holds = truth(condition)
  if (holds === null) {
    const gap =
      condition.kind === 'unknown'
        ? condition
        : unknown({ node: node.expression, scope }, 'whether it is true cannot be told')
    return lose(node, scope, evaluator, gap)
  }
  const taken = holds ? node.thenStatement : node.elseStatement
  return taken === undefined ? next : runStatement(taken, scope, evaluator)
}

function runForOf(node: ts.ForOfStatement, scope: Scope, evaluator: Evaluator): Outcome {
  const list = evaluator.evaluate(node.expression, scope)
  const { initializer } = node
  if (list.kind !== 'array' || list.gap !== null || !ts.isVariableDeclarationList(initializer)) {
    const lost = { node: node.expression, scope }
    const gap =
      list.kind === 'unknown'
        ? list
        : ((list.kind === 'array' ? list.gap : null) ?? unknown(lost, 'what the loop runs over is not known'))
    return lose(node, scope, evaluator, gap)
  }
  for (const item of [...list.items]) {
    const inner = childScope(scope)
    for (const { name } of initializer.declarations) {
      bindPattern(name, item, inner, evaluator, (identifier, part) => define(inner, identifier.text, part))
    }
    const outcome = runStatement(node.statement, inner, evaluator)
    if (outcome.kind === 'break') return next
    if (outcome.kind === 'return' || outcome.kind === 'lost') return outcome
  }
  return next
}

function runCounted(node: ConditionLoop, scope: Scope, evaluator: Evaluator): Outcome {
  const inner = childScope(scope)
  if (ts.isForStatement(node) && node.initializer !== undefined) {
    if (ts.isVariableDeclarationList(node.initializer)) declare(node.initializer, inner, evaluator)
    else evaluator.evaluate(node.initializer, inner)
  }
  const outcome = runConditionLoop(node, inner, evaluator, (body, at) => runStatement(body, at, evaluator))
  return outcome.kind === 'unknown' ? lose(node, inner, evaluator, outcome) : outcome
}

function runSwitch(node: ts.SwitchStatement, scope: Scope, evaluator: Evaluator): Outcome {
  const statements = switchStatements(node, scope, evaluator)
  if ('kind' in statements) return lose(node, scope, evaluator, statements)
  const outcome = runStatements(statements, childScope(scope), evaluator)
  return outcome.kind === 'break' ? next : outcome
}

/** A statement that is not run: whatever it may change is not known any more, and neither is the rest if it may return. */
function lose(node: ts.Statement, scope: Scope, evaluator: Evaluator, gap: UnknownValue): Outcome {
  taint(node, scope, gap, evaluator)
  return mayLeave(node) ? { kind: 'lost', gap } : next
}

function mayLeave(node: ts.Node): boolean {
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node)) return true
  if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) return true
  if (ts.isFunctionLike(node)) return false
  return ts.forEachChild(node, (child) => mayLeave(child) || undefined) === true
}
