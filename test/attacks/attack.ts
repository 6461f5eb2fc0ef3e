import type { TenantTx } from '../../src/runtime/context/tenant-tx.js'
import type { ReferenceDb } from '../runtime/context/drivers.js'
import type { WayName } from './ways.js'

export type Tx = TenantTx<ReferenceDb>

/**
 * What came of an attack: `stopped`, something refused it; `contained`, it ran, and neither told nor left anything;
 * `not stopped`, something was measured.
 */
export type Outcome = 'stopped' | 'contained' | 'not stopped'

/** A statement as raw SQL, or one that a builder sends. */
export type Step = string | ((tx: Tx) => PromiseLike<unknown>)

/** What a step was answered, or the error that it was refused with. */
export type Answer =
  | { readonly rows: readonly Readonly<Record<string, unknown>>[] }
  | { readonly error: unknown }

/** What SQL that somebody else wrote may run inside tenant A's transaction, one step after the other, errors ignored. */
export interface Attack {
  readonly name: string
  /** What there is to be gained. */
  readonly gain: string
  readonly steps: readonly Step[]
  /**
   * The same about something that does not exist. What is gained is the difference between the answers, with the ids
   * that the attack itself names left out; both are rolled back.
   */
  readonly instead?: readonly Step[]
  /** A gain that the tenant's own marks do not show. */
  readonly gained?: (answers: readonly Answer[]) => string | null
  /** In a transaction that somebody writes by hand on the same isolated database: BEGIN, set_config, SET ROLE, COMMIT. */
  readonly byHand: Outcome
  /** In `withTenant` without a key. */
  readonly plain: Outcome
  /** In `withTenant` with one. */
  readonly sealed: Outcome
  /** Why it is not stopped; what it is called in the README. */
  readonly why?: string
  /** Where it comes to something all the same, until that is mended. */
  readonly defect?: readonly WayName[]
  /** Where the connection is lost to its pool, until that is mended: not tried. */
  readonly hangs?: readonly WayName[]
  /** Not tried on PGlite: the reason. */
  readonly notOnPglite?: string
}

/** The same everywhere: the database alone decides. */
export const everywhere = (outcome: Outcome) => ({ byHand: outcome, plain: outcome, sealed: outcome })

/** What gets through by hand, and in withTenant does not. */
export const byHandOnly = (outcome: Exclude<Outcome, 'not stopped'>) => ({
  byHand: 'not stopped' as const,
  plain: outcome,
  sealed: outcome,
})

/** What the seal alone stops. */
export const withoutSeal = {
  byHand: 'not stopped',
  plain: 'not stopped',
  sealed: 'stopped',
} as const
