import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { TenancyError } from '../../model/error.js'

/**
 * Writes all files, or none: every text is first written beside its target, and only when all are there are they
 * renamed into place. Paths are relative to `root`.
 *
 * @throws TenancyError TEN124 when a file cannot be written; nothing is left behind
 */
export const writeFiles = async (root: string, files: ReadonlyMap<string, string>): Promise<void> => {
  const staged: { readonly from: string; readonly to: string }[] = []
  try {
    for (const [path, contents] of files) {
      const to = join(root, path)
      const from = `${to}.tenantry-new`
      await mkdir(dirname(to), { recursive: true })
      staged.push({ from, to })
      await writeFile(from, contents)
    }
    for (const { from, to } of staged) await rename(from, to)
  } catch (cause) {
    await Promise.all(staged.map(({ from }) => rm(from, { force: true })))
    throw new TenancyError('TEN124', `cannot write the generated files: ${(cause as Error).message}`, {
      cause,
    })
  }
}
