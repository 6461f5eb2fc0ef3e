import type { ts } from 'ts-morph'
import { unknown } from '../values/unknown.js'
import type { Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'
import { globalValue } from './globals.js'
import { lookup, type Scope } from './scope.js'

/** What an identifier stands for: a name in scope, or one of JavaScript's own. */
export const readName = (node: ts.Identifier, scope: Scope, evaluator: Evaluator): Value => {
  const found = lookup(scope, node.text)
  if (found !== null) return found.binding.read()
  const site = { node, scope }
  if (node.text === 'process') return unknown(site, 'it depends on the environment')
  return (
    globalValue(node.text, evaluator) ?? unknown(site, `nothing called ${node.text} is declared in this file`)
  )
}
