import { native, nothing } from '../values/make-value.js'
import { unknown } from '../values/unknown.js'
import type { ClosureValue, NativeValue, Site, Value } from '../values/value.js'
import type { Evaluator } from './evaluator.js'

/** `f.call`, `f.apply` and `f.bind`. What `this` is does not matter: expressions with `this` are not evaluated. */
export const functionMember = (
  value: ClosureValue | NativeValue,
  name: string,
  site: Site,
  evaluator: Evaluator,
): Value => {
  const run = (args: readonly Value[], at: Site) => evaluator.call(value, args, at)
  switch (name) {
    case 'call':
      return native(name, ([, ...args], at) => run(args, at))
    case 'apply':
      return native(name, ([, list = nothing], at) => applied(list, run, at))
    case 'bind':
      return native(name, ([, ...first]) =>
        native('a bound function', (rest, at) => run([...first, ...rest], at)),
      )
    default:
      return unknown(site, `the property ${name} of functions is not followed`)
  }
}

function applied(list: Value, run: (args: readonly Value[], at: Site) => Value, at: Site): Value {
  if (list.kind === 'array') return list.gap ?? run(list.items, at)
  if (list.kind === 'unknown') return list
  return list.kind === 'literal' ? run([], at) : unknown(at, 'its arguments are not known')
}
