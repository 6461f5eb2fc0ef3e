import type { Finding } from '../../model/finding.js'
import type { Schema } from '../../model/schema.js'

export interface ReadSchemaInput {
  /** The files whose exported tables make up the schema, absolute or relative to `root`. */
  readonly files: readonly string[]
  /** The project's folder, absolute: places in findings and tables are relative to it. */
  readonly root: string
  /** As in drizzle.config: how columns without a name get theirs. */
  readonly casing?: 'snake_case' | 'camelCase'
}

export interface ReadSchemaResult {
  readonly schema: Schema
  /** TEN1xx: what was not understood. With any of severity `error` the schema is not complete. */
  readonly findings: readonly Finding[]
}

/**
 * Reads a Drizzle schema from its source files without running them: the tables that the files export, as drizzle's
 * own `getTableConfig` would say them. Nothing is guessed and nothing left out in silence; what cannot be evaluated is
 * a finding with file, line and expression, and everything else is read all the same.
 */
export const readSchema = async ({ files, root, casing }: ReadSchemaInput): Promise<ReadSchemaResult> => {
  // ts-morph takes half a second to load: only who reads schemas pays for it.
  const { readProject } = await import('./read-project.js')
  return readProject(files, root, casing)
}
