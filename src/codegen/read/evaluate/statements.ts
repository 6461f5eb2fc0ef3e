import { ts } from 'ts-morph'
import { literal, nothing, objectOf } from '../values/make-value.js'
import { ownEntries } from '../values/own-entries.js'
import { truth } from '../values/truth.js'
import { unknown } from '../values/unknown.js'
import type { ArrayValue, UnknownValue, Value } from '../values/value.js'
import { enumValue } from './enum.js'
import type { Evaluator } from './evaluator.js'
import { type ConditionLoop, isConditionLoop, runConditionLoop } from './loops.js'
import { bindPattern } from './pattern.js'
import { childScope, define, lookup, type Scope } from './scope.js'
import { spreadInto } from './spread.js'
import { switchStatements } from './switch.js'
import { taint } from './taint.js'
import { hoistedNames, isVar } from './var-names.js'

/** How a statement ended. `lost`: it may have returned, and with what cannot be told. */
export type Outcome =
  | { readonly kind: 'next' }
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'lost'; readonly gap: UnknownValue }

const next: Outcome = { kind: 'next' }

/** Runs the statements of a function in order, in `scope`, which has its parameters. */
export const runStatements = (
  statements: readonly ts.Statement[],
  scope: Scope,
  evaluator: Evaluator,
): Outcome => {
  for (const name of hoistedNames(statements)) {
    if (!scope.names.has(name)) define(scope, name, nothing)
  }
  return runBlock(statements, scope, evaluator)
}

function runBlock(statements: readonly ts.Statement[], scope: Scope, evaluator: Evaluator): Outcome {
  // Function declarations can be called above the line where they stand.
  for (const node of statements) {
    if (ts.isEnumDeclaration(node)) {
      define(scope, node.name.text, enumValue(node, scope, evaluator, statements))
    }
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

export const runStatement = (node: ts.Statement, scope: Scope, evaluator: Evaluator): Outcome =>
  evaluator.bounded(
    { node, scope },
    () => run(node, scope, evaluator),
    (gap) => ({ kind: 'lost', gap }),
  )

function run(node: ts.Statement, scope: Scope, evaluator: Evaluator): Outcome {
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
  if (ts.isBlock(node)) return runBlock(node.statements, childScope(scope), evaluator)
  if (ts.isIfStatement(node)) return runIf(node, scope, evaluator)
  if (ts.isForOfStatement(node) && node.awaitModifier === undefined) return runForOf(node, scope, evaluator)
  if (ts.isForInStatement(node)) return runForIn(node, scope, evaluator)
  if (isConditionLoop(node)) return runCounted(node, scope, evaluator)
  if (ts.isSwitchStatement(node)) return runSwitch(node, scope, evaluator)
  if (ts.isBreakStatement(node) && node.label === undefined) return { kind: 'break' }
  if (ts.isContinueStatement(node) && node.label === undefined) return { kind: 'continue' }
  if (ts.isEnumDeclaration(node)) {
    // Declared where its block begins.
    return next
  }
  if (ts.isFunctionDeclaration(node) || ts.isEmptyStatement(node) || isTypeOnly(node)) return next
  return lose(node, scope, evaluator, unknown({ node, scope }, 'this kind of statement is not run'))
}

const isTypeOnly = (node: ts.Statement): boolean =>
  ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)

function declare(list: ts.VariableDeclarationList, scope: Scope, evaluator: Evaluator): void {
  for (const { name, initializer } of list.declarations) {
    // `var x` without a value leaves the one that it has.
    if (initializer === undefined && isVar(list)) continue
    const value = initializer === undefined ? nothing : evaluator.evaluate(initializer, scope)
    bind(list, name, value, scope, evaluator)
  }
}

/** Gives the names of a declaration their values: in the block, or where the function has its `var`. */
function bind(
  list: ts.VariableDeclarationList,
  name: ts.BindingName,
  value: Value,
  scope: Scope,
  evaluator: Evaluator,
): void {
  bindPattern(name, value, scope, evaluator, (identifier, part) => {
    const hoisted = isVar(list) ? lookup(scope, identifier.text) : null
    if (hoisted !== null) hoisted.binding.write(part)
    else define(isVar(list) ? outermost(scope) : scope, identifier.text, part)
  })
}

const outermost = (scope: Scope): Scope => (scope.parent === null ? scope : outermost(scope.parent))

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
  const items = itemsOf(list)
  if (items === null || !ts.isVariableDeclarationList(initializer)) {
    const lost = { node: node.expression, scope }
    const gap =
      list.kind === 'unknown'
        ? list
        : ((list.kind === 'array' ? list.gap : null) ?? unknown(lost, 'what the loop runs over is not known'))
    return lose(node, scope, evaluator, gap)
  }
  return runRounds(node.statement, initializer, items, scope, evaluator)
}

/** What `for (… of value)` runs over; null when that is not known. */
function itemsOf(value: Value): Iterable<Value> | null {
  if (value.kind === 'array' && value.gap === null) return liveItems(value)
  if (value.kind === 'literal' && typeof value.value === 'string')
    return [...value.value].map((letter) => literal(letter))
  return null
}

/** The items of an array as a loop sees them, those among them that it adds itself. */
function* liveItems({ items }: ArrayValue): Iterable<Value> {
  for (let index = 0; index < items.length; index++) yield items[index] ?? nothing
}

function runForIn(node: ts.ForInStatement, scope: Scope, evaluator: Evaluator): Outcome {
  const value = evaluator.evaluate(node.expression, scope)
  const { initializer } = node
  const site = { node: node.expression, scope }
  const object = objectOf()
  spreadInto(object, value, site)
  if (object.gap !== null || !ts.isVariableDeclarationList(initializer)) {
    const gap = object.gap ?? unknown({ node, scope }, 'this kind of loop is not run')
    return lose(node, scope, evaluator, gap)
  }
  const keys = ownEntries(object).map(([key]) => literal(key))
  return runRounds(node.statement, initializer, keys, scope, evaluator)
}

/** Runs a loop's body for each value, each time with variables of its own. */
function runRounds(
  body: ts.Statement,
  list: ts.VariableDeclarationList,
  values: Iterable<Value>,
  scope: Scope,
  evaluator: Evaluator,
): Outcome {
  for (const value of values) {
    const gap = evaluator.step({ node: body, scope })
    if (gap !== null) return lose(body, scope, evaluator, gap)
    const inner = childScope(scope)
    for (const { name } of list.declarations) bind(list, name, value, inner, evaluator)
    const outcome = runStatement(body, inner, evaluator)
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
  const outcome = runBlock(statements, childScope(scope), evaluator)
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
