import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { TestDatabase } from '../engine/database.js'
import { projectRoot } from '../isolation/reference.js'
import { urlOf } from './owner-connection.js'

/** What `drizzle-kit push --force` prints. It exits with 0 also where it stops half-way. */
export const drizzlePush = async (schemaFile: string, database: TestDatabase): Promise<string> => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [
      'node_modules/drizzle-kit/bin.cjs',
      'push',
      '--force',
      '--dialect=postgresql',
      `--schema=${schemaFile}`,
      `--url=${urlOf(database)}`,
    ],
    { cwd: projectRoot },
  )
  return stdout + stderr
}
