import { TenancyError } from '../../../model/error.js'
import type { TenantIdType } from '../../../model/tenant-id.js'
import type { DrizzleInside, DrizzleTx } from '../drizzle-inside.js'
import type { TenancyTable } from '../tenant-tables.js'
import { askOrigins } from './ask-origins.js'
import { learnOrigins } from './learn-origins.js'
import { type OnLeak, recordLeak } from './record-leak.js'
import { openTripwire, type Tripwire } from './tripwire.js'
import { type Watch, watchOver } from './watch.js'

export interface TripwiresInput {
  readonly type: TenantIdType
  /** The manifest's; without them the marks of drizzle's tables say whose rows are whose. */
  readonly tables: readonly TenancyTable[] | undefined
  readonly onLeak: OnLeak | undefined
}

/** A transaction that gets a tripwire. */
export interface Tripped {
  readonly tenant: string
  readonly refuse: (error: TenancyError) => void
  readonly aside: Aside
}

/** Runs something in a transaction of its own, for the same tenant on the same database. */
export type Aside = (how: 'read only' | 'read write', work: Work) => Promise<void>
type Work = (tx: DrizzleTx) => Promise<unknown>

export interface ReportingTripwire extends Tripwire {
  /** Reports what was stopped, if anything was, once its transaction is over. Never rejects. */
  readonly report: (error: unknown) => Promise<void>
}

/** Opens the tripwires of one tenancy's transactions. What a database's tables are is asked for once for each pool. */
export const createTripwires = ({ type, tables, onLeak = recordLeak }: TripwiresInput) => {
  const watches = new WeakMap<object, Watch>()
  const watchOf = (db: DrizzleInside): Watch => {
    const watch = watches.get(db.session) ?? watchOver(db, tables ?? null)
    watches.set(db.session, watch)
    return watch
  }
  return async (db: DrizzleInside, { tenant, refuse, aside }: Tripped): Promise<ReportingTripwire> => {
    const watch = watchOf(db)
    if (watch.origins.pending) {
      await learnOrigins(watch.origins, async (question) => {
        let answer = '[]'
        await aside('read only', async (tx) => {
          answer = await askOrigins(tx, question)
        })
        return answer
      })
    }
    const tripwire = openTripwire({ tenant, type, watch, refuse })
    const report = async (error: unknown): Promise<void> => {
      if (tripwire.leak === null) return
      try {
        await onLeak(tripwire.leak, (work) => aside('read write', work))
      } catch (failure) {
        // The leak is what the caller must hear of.
        if (error instanceof TenancyError && error.code === 'TEN613') error.cause ??= failure
        else warnUnrecorded(failure)
      }
    }
    return Object.assign(tripwire, { report })
  }
}

/** Where the caller hears of something else, say of its own signal. */
const warnUnrecorded = (failure: unknown): void => {
  process.emitWarning(
    `a row of another tenant was stopped, which could not be written to the audit log: ${failure instanceof Error ? failure.message : String(failure)}`,
    { type: 'TenantryWarning', code: 'TENANTRY_UNRECORDED' },
  )
}
