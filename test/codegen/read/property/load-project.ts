import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'
import type { WrittenProject } from './write-project.js'

const drizzle = fileURLToPath(new URL('../../../../node_modules/drizzle-orm', import.meta.url))

/** Writes a project to the disk for as long as `use` takes. */
export const onDisk = async <T>(
  { sources }: WrittenProject,
  use: (root: string) => Promise<T>,
): Promise<T> => {
  const root = mkdtempSync(join(tmpdir(), 'tenantry-read-'))
  try {
    for (const [path, text] of Object.entries(sources)) {
      const file = join(root, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    return await use(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Everything that the entry files export when they are run. */
export const loadProject = async (root: string, { entries }: WrittenProject): Promise<object> => {
  const jiti = createJiti(join(root, 'loader'), {
    alias: { 'drizzle-orm': drizzle, '~': root },
    fsCache: false,
    interopDefault: false,
  })
  const all: [string, unknown][] = []
  for (const entry of entries) {
    const module = await jiti.import<object>(join(root, entry))
    all.push(...Object.entries(module).map(([name, value]): [string, unknown] => [`${entry} ${name}`, value]))
  }
  return Object.fromEntries(all)
}
