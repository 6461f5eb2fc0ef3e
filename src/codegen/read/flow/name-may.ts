import { ts } from 'ts-morph'
import { lookup, type Scope } from '../evaluate/scope.js'
import { isHarmlessPackage } from './call-may.js'
import { classHolds } from './class-may.js'
import { functionMakes, functionMay } from './function-may.js'
import { importMay } from './import-may.js'
import { type At, atFile, type Mode, type Search } from './search.js'
import { isHidden, staticValue } from './static-value.js'
import { valueMay } from './value-may.js'
import type { Declaration, Written } from './written-names.js'

/** JavaScript's and the server's own names that hold no table: what they make of one is seen by what they are given. */
const harmless = new Set(
  `AbortController Array ArrayBuffer BigInt Boolean Buffer Bun Date Deno Error Function Infinity Intl Iterator JSON Map
  Math NaN Number Object Promise Proxy Reflect RegExp Set String Symbol TextDecoder TextEncoder TypeError URL
  URLSearchParams Uint8Array WeakMap WeakRef WeakSet __dirname __filename arguments atob btoa clearInterval clearTimeout
  console crypto decodeURIComponent encodeURIComponent fetch isNaN navigator parseFloat parseInt performance process
  queueMicrotask setInterval setTimeout structuredClone undefined`.split(/\s+/),
)

/** The object that every file can put things into. */
const shared = new Set(['globalThis', 'global', 'window', 'self', 'this'])

/** Whether what a name stands for may be or hold a table. */
export const nameMay = (name: string, at: At, mode: Mode, search: Search): boolean => {
  if (at.given.has(name)) return true
  const found = lookup(at.scope, name)
  const isElsewhere = isHidden(name, at, search)
  if (isElsewhere && writtenMay(name, at, mode, search)) return true
  if (found === null) {
    if (isElsewhere) return false
    const declared = isDeclared(name, at, search)
    return declared || shared.has(name) ? writtenMay(name, at, mode, search) : !harmless.has(name)
  }
  const { binding, scope } = found
  const site = { node: scope.file.source, scope }
  const known = valueMay(binding.read(), mode, site, search)
  if (known !== null) return known
  const { origin } = binding
  if (origin.kind === 'import') return importMay(origin, site, mode, search)
  const file = atFile(rootOf(scope))
  // A parameter of a function that was being run, whose value says no more where it came from.
  return isDeclared(name, file, search) ? writtenMay(name, file, mode, search) : true
}

function isDeclared(name: string, { scope }: At, search: Search): boolean {
  const { values, declarations } = search.names(scope.file.source)
  return values.has(name) || declarations.has(name)
}

/** By all that the file writes to the name, and its declarations. */
function writtenMay(name: string, at: At, mode: Mode, search: Search): boolean {
  const { values, declarations } = search.names(at.scope.file.source)
  const inFile: At = { ...at, inside: true }
  return (
    (values.get(name) ?? []).some((written) => partMay(written, inFile, mode, search)) ||
    (declarations.get(name) ?? []).some(
      (declaration) => mode === 'holds' && declarationHolds(declaration, inFile, search),
    )
  )
}

function partMay({ node, how, callee }: Written, at: At, mode: Mode, search: Search): boolean {
  if (callee !== undefined && storesNothing(callee, at, search)) return false
  switch (how) {
    case 'whole':
      return search.expression(node, at, mode)
    case 'part':
      return search.expression(node, at, 'holds')
    case 'into':
      return mode === 'holds' && search.expression(node, at, 'holds')
    case 'by':
      return mode === 'holds' && functionMakes(node, at, search)
    default:
      return how satisfies never
  }
}

/** What drizzle, the console and validators are called with is not changed by it. */
const storesNothing = (callee: ts.Expression, at: At, search: Search): boolean =>
  staticValue(callee, at, search)?.kind === 'opaque' || isHarmlessPackage(callee, at, search)

function declarationHolds(node: Declaration, at: At, search: Search): boolean {
  if (ts.isFunctionDeclaration(node)) return functionMay(node, new Set(), at, 'holds', search)
  if (ts.isClassDeclaration(node)) return classHolds(node, at, search)
  if (ts.isEnumDeclaration(node)) return false
  return initializersOf(node).some((initializer) => search.expression(initializer, at, 'holds'))
}

/** Of the variables in a TypeScript namespace. */
function initializersOf(node: ts.Node): readonly ts.Expression[] {
  const found: ts.Expression[] = []
  const visit = (part: ts.Node): void => {
    if (ts.isVariableDeclaration(part) && part.initializer !== undefined) found.push(part.initializer)
    ts.forEachChild(part, visit)
  }
  visit(node)
  return found
}

function rootOf(scope: Scope): Scope {
  return scope.parent === null ? scope : rootOf(scope.parent)
}
