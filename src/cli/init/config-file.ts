import { extname, relative, resolve } from 'node:path'
import { TenancyError } from '../../model/error.js'
import { findConfig, isFile } from '../settings/find-file.js'

/** The configuration that `init` is to write. */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string
  /** Whether it is there already. */
  readonly exists: boolean
}

const writable = ['.ts', '.mts', '.js', '.mjs']

/** `tenantry.config.ts` in `folder`, the file of that name with another extension that is there, or the one named. */
export const configFile = async (folder: string, named: string | undefined): Promise<ConfigFile> => {
  if (named !== undefined) {
    const path = resolve(folder, named)
    return { path, exists: await isFile(path) }
  }
  const found = await findConfig(folder, 'tenantry.config')
  return { path: found ?? resolve(folder, 'tenantry.config.ts'), exists: found !== null }
}

/** @throws TenancyError TEN135 when the file is there and may not be replaced, or cannot hold a module */
export const assertWritable = ({ path, exists }: ConfigFile, force: boolean, cwd: string): void => {
  const name = relative(cwd, path)
  if (!writable.includes(extname(path))) {
    throw new TenancyError(
      'TEN135',
      `${name} cannot be written: init writes a module (${writable.join(', ')}). ${exists ? 'Remove it first, or name' : 'Name'} another one with --config.`,
    )
  }
  if (exists && !force) {
    throw new TenancyError(
      'TEN135',
      `${name} is there already. Pass --force to write it anew, which keeps its values, loses its comments and proposes the rest, or --json to see the proposals.`,
    )
  }
}
