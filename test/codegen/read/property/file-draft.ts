import { dirname, relative } from 'node:path/posix'
import type { Extension, Layout } from './schema-spec.js'

/** A source file that is being written: what it uses is imported as it goes along. */
export interface FileDraft {
  readonly path: string
  /** How this file says an export of `drizzle-orm/pg-core`. */
  readonly pg: (name: string) => string
  /** How this file says an export of another file of the project. */
  readonly from: (path: string, name: string) => string
  readonly add: (text: string) => void
  readonly text: () => string
}

type Style = { readonly imports: Layout['imports'][number]; readonly extension: Extension }

export const fileDraft = (path: string, style: Style): FileDraft => {
  const used = new Map<string, Set<string>>()
  const parts: string[] = []
  const say = (specifier: string, name: string, space: string): string => {
    used.set(specifier, (used.get(specifier) ?? new Set()).add(name))
    if (style.imports === 'namespace') return `${space}.${name}`
    return style.imports === 'aliased' || name === 'default' ? `${space}_${name}` : name
  }
  const imports = () =>
    [...used].map(([specifier, names]) => {
      const space = spaceOf(specifier)
      if (style.imports === 'namespace') return `import * as ${space} from '${specifier}'`
      const list = [...names].map((name) =>
        style.imports === 'aliased' || name === 'default' ? `${name} as ${space}_${name}` : name,
      )
      return `import { ${list.join(', ')} } from '${specifier}'`
    })
  return {
    path,
    pg: (name) => say('drizzle-orm/pg-core', name, 'pg'),
    from: (other, name) => {
      const specifier = specifierOf(path, other, style.extension)
      return say(specifier, name, spaceOf(specifier))
    },
    add: (text) => parts.push(text),
    text: () =>
      [
        "import { type SQL, sql } from 'drizzle-orm'",
        "import type { AnyPgColumn } from 'drizzle-orm/pg-core'",
        ...imports(),
        '',
        ...parts,
        '',
      ].join('\n'),
  }
}

const spaceOf = (specifier: string) =>
  specifier === 'drizzle-orm/pg-core'
    ? 'pg'
    : specifier
        .split(/[^a-z]+/i)
        .filter((word) => word !== '')
        .map((word, number) => (number === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
        .join('')

/** The path of a module as another file imports it; without an extension, a folder stands for its index. */
export const specifierOf = (from: string, to: string, extension: Extension): string => {
  const bare = to.replace(/\.ts$/, '')
  if (extension === '~') return `~/${bare}`
  const target = extension === '' ? bare.replace(/\/index$/, '') : bare + extension
  const path = relative(dirname(from), target)
  return path.startsWith('.') ? path : `./${path}`
}
