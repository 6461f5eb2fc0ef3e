import { createHash } from 'node:crypto'
import { TenancyError } from '../../model/error.js'

/** The parts of drizzle-kit's snapshot (version 7) that we read; the rest is copied as it is. */
export interface Snapshot {
  readonly id: string
  readonly prevId: string
  readonly tables: Readonly<Record<string, SnapshotTable>>
}

interface SnapshotTable {
  readonly name: string
  /** Empty for public. */
  readonly schema: string
  readonly columns: Readonly<Record<string, { readonly name: string; readonly type: string }>>
}

/** @throws TenancyError TEN122 when the text is no such snapshot */
export const parseSnapshot = (source: string, name: string): Snapshot => {
  try {
    const snapshot = JSON.parse(source) as Snapshot & { readonly version?: string }
    if (snapshot.version === '7' && typeof snapshot.id === 'string' && typeof snapshot.tables === 'object')
      return snapshot
    throw new Error(`version ${String(snapshot.version)}; version 7 is known`)
  } catch (cause) {
    throw new TenancyError(
      'TEN122',
      `${name} is not a drizzle-kit snapshot (${(cause as Error).message}). Run \`drizzle-kit generate\` first.`,
      { cause },
    )
  }
}

/** `schema.name` of every table, with the names of its columns. */
export const snapshotTables = (snapshot: Snapshot): ReadonlyMap<string, readonly string[]> =>
  new Map(
    Object.values(snapshot.tables).map(({ schema, name, columns }) => [
      `${schema === '' ? 'public' : schema}.${name}`,
      Object.values(columns).map((column) => column.name),
    ]),
  )

/** The snapshot of a migration that changes nothing drizzle knows of: a copy under an id derived from `content`. */
export const followingSnapshot = (previous: Snapshot, content: string): string => {
  const digest = createHash('sha256').update(previous.id).update('\n').update(content).digest('hex')
  // Version and variant bits of a UUID (RFC 9562, version 8: custom), which is what drizzle-kit expects to see.
  const id = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`
  return JSON.stringify({ ...previous, id, prevId: previous.id }, null, 2)
}
