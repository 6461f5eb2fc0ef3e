import type { FileDraft } from './file-draft.js'
import { specifierOf } from './file-draft.js'
import {
  exportName,
  indexPath,
  type PlacedTable,
  type ProjectDraft,
  pathOf,
  pick,
  projectDraft,
} from './project-draft.js'
import type { SchemaSpec } from './schema-spec.js'
import { writeColumns } from './write-columns.js'
import { writeExtras } from './write-extras.js'
import { writeMaker } from './write-maker.js'
import { writeName } from './write-name.js'

/** A project's sources by path, and the files whose exports are its schema. */
export interface WrittenProject {
  readonly sources: Readonly<Record<string, string>>
  readonly entries: readonly string[]
  readonly casing: SchemaSpec['casing']
}

export const writeProject = (spec: SchemaSpec): WrittenProject => {
  const project = projectDraft(spec)
  for (const table of project.tables) {
    const file = project.file(table.path)
    writeTable(project, file, table)
  }
  const index = writeIndex(project)
  const sources = Object.fromEntries([
    ...project.files().map((file): [string, string] => [file.path, file.text()]),
    ...index,
    ['tsconfig.json', '{ "compilerOptions": { "paths": { "~/*": ["./*"] } } }\n'],
  ])
  const entries =
    spec.layout.entries === 'index' ? [indexPath] : [...new Set(project.tables.map(({ path }) => path))]
  return { sources, entries, casing: spec.casing }
}

function writeTable(project: ProjectDraft, file: FileDraft, table: PlacedTable): void {
  const { spec, variable } = table
  const make = writeMaker(project, file, spec)
  const name = writeName(project, file, spec.style.names, spec.name)
  const columns = writeColumns(project, file, table)
  const extras = writeExtras(project, file, table)
  const text = make(name, columns, extras) + (spec.rls === 'chained' ? '.enableRLS()' : '')
  file.add(`${table.exported === 'declaration' ? 'export ' : ''}const ${variable} = ${text}`)
  if (spec.rls === 'statement') file.add(`${variable}.enableRLS()`)
  if (table.exported === 'default') file.add(`export default ${variable}`)
  else if (table.exported !== 'declaration') file.add(`export { ${variable} as ${exportName(table)} }`)
}

/** The index, and files that only pass on what others export. */
function writeIndex({ spec, tables }: ProjectDraft): readonly (readonly [string, string])[] {
  const { layout } = spec
  const files: [string, string][] = []
  const lines = [...new Set(tables.map(({ path }) => path))].flatMap((path, number) => {
    const at = layout.files.findIndex((each) => pathOf(each) === path)
    const extension = pick(layout.extensions, number)
    const from = specifierOf(indexPath, path, extension)
    const names = tables.filter((table) => table.path === path).map(exportName)
    const list = (suffix: string) =>
      names.map((name) => `${name} as ${name === 'default' ? `given${number}` : name}${suffix}`).join(', ')
    const kind = pick(layout.indexes, at)
    switch (kind) {
      case 'star':
        return [`export * from '${from}'`]
      case 'named':
        return [`export { ${list('')} } from '${from}'`]
      case 'renamed':
        return [`export { ${list('Again')} } from '${from}'`]
      case 'imported':
        return [
          `import { ${list('Here')} } from '${from}'`,
          `export { ${names.map((name) => `${name === 'default' ? `given${number}` : name}Here`).join(', ')} }`,
        ]
      case 'namespace':
        return [`export * as space${number} from '${from}'`]
      case 'chain': {
        const via = `passed/on${number}/index.ts`
        files.push([via, `export * from '${specifierOf(via, path, extension)}'\n`])
        return [`export * from '${specifierOf(indexPath, via, extension)}'`]
      }
      default:
        return kind satisfies never
    }
  })
  return [...files, [indexPath, `${lines.join('\n')}\n`]]
}
