import { is } from 'drizzle-orm'
import { type Cache, type MutationOption, NoopCache } from 'drizzle-orm/cache/core'

/**
 * Drizzle's query cache inside one transaction. Drizzle knows a query by its text and parameters, or by a tag of the
 * app's, which are the same for every tenant: here each tenant has entries of its own.
 *
 * What is kept must be true for others too. A transaction sees what it has written itself, and one with a snapshot what
 * no longer is: so the cache is asked and filled only without a snapshot, and only until something is sent that may
 * write, which is everything but drizzle's own selects.
 */
export interface QueryCache {
  /** What drizzle uses for a query instead of the app's cache; undefined where there is none. */
  readonly over: (cache: unknown) => Cache | undefined
  /** The same, for the app to forget entries by tag or table. */
  readonly invalidate: (cache: unknown, what: MutationOption) => Promise<void>
  /** From here on nothing is taken from the cache, or kept. */
  readonly writes: () => void
  /**
   * After the transaction. What it has written was forgotten when it wrote, as drizzle does; but until COMMIT others may
   * have read, and kept, what was there before.
   */
  readonly settle: () => Promise<void>
}

export interface QueryCacheInput {
  /** Null across tenants. */
  readonly tenant: string | null
  readonly role: string
  /** Whether the transaction sees the database as it was when it began. */
  readonly snapshot: boolean
}

export const openQueryCache = ({ tenant, role, snapshot }: QueryCacheInput): QueryCache => {
  let shareable = !snapshot
  const forgotten: (() => Promise<void>)[] = []
  // Which rows are seen depends on the role too. JSON, so that no tag can spell another tenant's key.
  const keyOf = (key: string) => `tenantry:${JSON.stringify([role, tenant, key])}`

  const invalidate = async (cache: unknown, what: MutationOption) => {
    if (!isCache(cache)) return
    const tags = what.tags === undefined ? {} : { tags: [what.tags].flat().map(keyOf) }
    const forget = () => cache.onMutate({ ...what, ...tags })
    forgotten.push(forget)
    await forget()
  }
  return {
    over: (cache) =>
      isCache(cache)
        ? {
            strategy: () => cache.strategy(),
            get: async (key, ...rest) => (shareable ? cache.get(keyOf(key), ...rest) : undefined),
            put: async (key, ...rest) => {
              if (shareable) await cache.put(keyOf(key), ...rest)
            },
            onMutate: (what) => invalidate(cache, what),
          }
        : undefined,
    invalidate,
    writes: () => {
      shareable = false
    },
    settle: async () => {
      // It has been told once; the transaction stands whether or not it can be told again.
      await Promise.all(forgotten.splice(0).map((forget) => forget().catch(() => {})))
    },
  }
}

const isCache = (cache: unknown): cache is Cache =>
  typeof cache === 'object' && cache !== null && !is(cache, NoopCache)
