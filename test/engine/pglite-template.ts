import { createHash, randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { quoteIdent } from '../../src/model/quote.js'
import { clusterRolesSql, ownerRole } from './cluster-roles.js'

/**
 * A PGlite that `make` has worked on. The work is done once per key and run: its data directory is kept in `directory`
 * and loaded from there (about a fifth of what starting from nothing costs).
 */
export const pgliteFromTemplate = async (
  directory: string,
  content: string,
  make: (pglite: PGlite) => Promise<void>,
): Promise<PGlite> => {
  const kept = await load(directory, content)
  if (kept !== null) return kept
  const pglite = (await load(directory, base)) ?? (await makeBase(directory))
  try {
    await make(pglite)
    await save(directory, content, pglite)
    // Loaded like every later one, so that the first database of a kind does not differ from the others.
    const loaded = await load(directory, content)
    if (loaded === null) throw new Error(`the template in ${directory} has gone`)
    return loaded
  } finally {
    await pglite.close()
  }
}

/** What every template starts from: the roles, and the database in its owner's hands. */
const base = `${clusterRolesSql}\nalter database postgres owner to ${quoteIdent(ownerRole)};`

async function makeBase(directory: string): Promise<PGlite> {
  const pglite = await PGlite.create()
  await pglite.exec(base)
  await save(directory, base, pglite)
  return pglite
}

const pathOf = (directory: string, content: string) =>
  join(directory, `pglite-${createHash('sha256').update(content).digest('hex').slice(0, 16)}.tar.gz`)

async function load(directory: string, content: string): Promise<PGlite | null> {
  const path = pathOf(directory, content)
  const data = await readFile(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })
  return data === null
    ? null
    : PGlite.create({ loadDataDir: new Blob([data], { type: 'application/x-gzip' }) })
}

async function save(directory: string, content: string, pglite: PGlite): Promise<void> {
  const dump = await pglite.dumpDataDir('gzip')
  // Another test file may make the same template at the same time: whole files only, the last one stays.
  const draft = `${pathOf(directory, content)}.${randomBytes(4).toString('hex')}`
  await writeFile(draft, Buffer.from(await dump.arrayBuffer()))
  await rename(draft, pathOf(directory, content))
}
