import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  type ReadSchemaInput,
  type ReadSchemaResult,
  readSchema,
} from '../../../src/codegen/read/read-schema.js'

/** Reads a project that is given as file contents by path; without `files`, from its `schema.ts`. */
export const readSources = async (
  sources: Readonly<Record<string, string>>,
  input: Partial<Omit<ReadSchemaInput, 'root'>> = {},
): Promise<ReadSchemaResult> => {
  const root = mkdtempSync(join(tmpdir(), 'tenantry-read-'))
  try {
    for (const [path, text] of Object.entries(sources)) {
      const file = join(root, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    return await readSchema({ files: ['schema.ts'], ...input, root })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
