import type { NamespaceValue, Site, Value } from '../values/value.js'
import { functionMay } from './function-may.js'
import { atFile, type Mode, type Search } from './search.js'

/** Modules within modules that are looked into. */
const deepest = 4

/** Whether a value is or holds a table or a view; null when not enough of it is known. */
export const valueMay = (value: Value, mode: Mode, site: Site, search: Search): boolean | null => {
  const seen = new Set<Value>()
  let depth = 0
  const visit = (each: Value): boolean | null => {
    if (seen.has(each)) return false
    seen.add(each)
    switch (each.kind) {
      case 'table':
      case 'view':
        return true
      case 'unknown':
        return null
      case 'object':
        return mode === 'holds' && any([...each.entries.values()], each.gap !== null)
      case 'array':
        return mode === 'holds' && any(each.items, each.gap !== null)
      case 'namespace':
        return mode === 'holds' && namespace(each)
      case 'closure':
        return mode === 'holds' && functionMay(each.node, new Set(), atFile(each.scope), mode, search)
      case 'native':
        return mode === 'holds' && each.makes === 'table'
      default:
        return false
    }
  }

  /** Modules that export one another as a whole lead in circles. */
  const namespace = (each: NamespaceValue): boolean | null => {
    depth += 1
    const parts = depth > deepest ? [] : each.names().map((name) => each.get(name, site))
    const answer = any(parts, depth > deepest)
    depth -= 1
    return answer
  }

  const any = (parts: readonly Value[], hasGap: boolean): boolean | null => {
    let lost = hasGap
    for (const part of parts) {
      const answer = visit(part)
      if (answer === true) return true
      lost ||= answer === null
    }
    return lost ? null : false
  }

  return visit(value)
}
