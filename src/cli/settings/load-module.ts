import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createJiti } from 'jiti'
import { TenancyError } from '../../model/error.js'

/** `defineConfig` returns what it is given, in drizzle-kit as with us: neither package has to be installed to read one. */
const defineConfigModule = fileURLToPath(new URL('../../config', import.meta.url))

/**
 * The default export of a configuration file, which is run for it: TypeScript or JavaScript, or JSON as data.
 *
 * @throws TenancyError TEN130 when it cannot be read or fails while it runs
 */
export const loadModule = async (path: string): Promise<unknown> => {
  const name = basename(path)
  try {
    if (name.endsWith('.json')) return JSON.parse(await readFile(path, 'utf8'))
    const jiti = createJiti(path, {
      fsCache: false,
      moduleCache: false,
      tsconfigPaths: true,
      alias: { 'tenantry/config': defineConfigModule, 'drizzle-kit': defineConfigModule },
    })
    const loaded: unknown = await jiti.import(path, { default: true })
    return loaded
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new TenancyError('TEN130', `${name} cannot be loaded: ${firstLine(reason)}`, { cause })
  }
}

const firstLine = (message: string) => message.split('\n', 1)[0]?.trim() || 'no reason given'
