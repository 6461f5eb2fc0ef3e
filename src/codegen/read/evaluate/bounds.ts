import { ts } from 'ts-morph'
import { unknown } from '../values/unknown.js'
import type { Site, UnknownValue } from '../values/value.js'

/** Expressions nested deeper than this are not followed: the call stack would end first. */
const deepest = 1200
/** Steps that one statement or expression may take, with all that it calls. Large schemas take some thousands. */
const most = 300_000
/** Steps of a whole reading, once something in it did not end. */
const mostOfAll = 3_000_000

/** What keeps the evaluator from running for ever, and from ending the whole reading over one odd expression. */
export interface Bounds {
  /** Goes one level deeper; what says that this is too deep, when it is, stands for what would be run there. */
  readonly enter: (site: Site) => UnknownValue | null
  readonly leave: () => void
  /** Counts a step; what says that there were too many, when there were, must end whatever is being run. */
  readonly step: (site: Site) => UnknownValue | null
  /** What stands for an expression whose evaluation threw. */
  readonly caught: (error: unknown, site: Site) => UnknownValue
  readonly givenUp: () => readonly UnknownValue[]
}

export const makeBounds = (): Bounds => {
  const givenUp: UnknownValue[] = []
  /** What is being evaluated, from the outside in, each with the steps that were counted before. */
  const open: { readonly site: Site; readonly before: number }[] = []
  let steps = 0
  let allSteps = 0
  let gone: UnknownValue | null = null
  let isTold = false

  /** Once for each statement: what it does after that follows from it. */
  const giveUp = (gap: UnknownValue) => {
    if (!isTold) givenUp.push(gap)
    isTold = true
  }

  const enter = (site: Site): UnknownValue | null => {
    if (open.length >= deepest) {
      const gap = unknown(site, 'it is nested too deeply')
      if (!isTold && mayChange(site.node)) giveUp(gap)
      return gap
    }
    if (open.length === 0) {
      steps = 0
      isTold = false
      if (allSteps <= mostOfAll) gone = null
    }
    open.push({ site, before: steps })
    return null
  }

  const leave = () => {
    open.pop()
  }

  const step = (site: Site): UnknownValue | null => {
    steps += 1
    allSteps += 1
    if (gone === null && (steps > most || allSteps > mostOfAll)) {
      // The innermost piece of code that takes most of them is the one that does not end.
      const endless = open.findLast(({ before }) => steps - before > most / 2)
      gone = unknown(endless?.site ?? site, `it does not end within ${most} steps`)
      giveUp(gone)
    }
    return gone
  }

  const caught = (error: unknown, site: Site): UnknownValue => {
    // The call stack has ended, or a text or an array would be larger than JavaScript can hold.
    if (!(error instanceof RangeError)) throw error
    const gap = unknown(site, 'it is nested too deeply, or too large')
    giveUp(gap)
    return gap
  }

  return { enter, leave, step, caught, givenUp: () => givenUp }
}

const isAssignment = (kind: ts.SyntaxKind): boolean =>
  kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment

/** Whether a piece of code may do more than have a value. Walks without recursion, as what it walks is deep. */
function mayChange(node: ts.Node): boolean {
  const waiting = [node]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (ts.isCallExpression(at) || ts.isNewExpression(at) || ts.isDeleteExpression(at)) return true
    if (ts.isPostfixUnaryExpression(at) || ts.isPrefixUnaryExpression(at)) return true
    if (ts.isBinaryExpression(at) && isAssignment(at.operatorToken.kind)) return true
    if (ts.isFunctionLike(at)) continue
    ts.forEachChild(at, (child) => {
      waiting.push(child)
    })
  }
  return false
}
