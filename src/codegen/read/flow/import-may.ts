import { isPath } from '../modules/resolve-module.js'
import type { Site } from '../values/value.js'
import type { Mode, Search } from './search.js'

interface Imported {
  readonly specifier: string
  /** Null for the module as a whole. */
  readonly name: string | null
}

/** Whether what is imported may be or hold a table. */
export const importMay = ({ specifier, name }: Imported, site: Site, mode: Mode, search: Search): boolean => {
  const { project } = search
  if (name === null && mode === 'is') return false
  const module = project.moduleOf(specifier, site)
  if (module !== null) {
    if (name === null) return project.exports(module).some((entry) => search.exported(entry, 'holds'))
    const original = project.exportOf(specifier, name, site)
    return original === null || search.exported(original, mode)
  }
  // A file that is missing; a name of drizzle that came with a later version; a function that imports whatever it is told.
  if (isPath(specifier) || specifier.startsWith('drizzle-orm/pg-core') || name === 'createRequire')
    return true
  return project.packageMayHaveTables(specifier, site.scope.file.file)
}
