import type { FileDraft } from './file-draft.js'
import { type PlacedTable, type ProjectDraft, pick, repeatedKey } from './project-draft.js'
import { member, quoted, quotedKey } from './quoted.js'
import type { ColumnSpec, TableStyle } from './schema-spec.js'
import { type ColumnsPart, writeColumn } from './write-column.js'

/** The second argument of a table function. */
export const writeColumns = (project: ProjectDraft, file: FileDraft, { spec }: PlacedTable): string => {
  const style = stylesOf(spec.style)
  const local = new Set<string>()
  const builder = (name: string): string => {
    if (style === 'callback') return `c.${name}`
    if (style !== 'destructured') return project.builder(file, name)
    local.add(name)
    return name
  }
  const context = { project, file, names: spec.style.names, builder }
  const parts: readonly ColumnsPart[] = [
    ...withPrimaryKey(
      spec.columns,
      spec.primaryKey?.written === 'inline' ? (spec.primaryKey.columns[0] ?? 0) : null,
    ).map((column) => writeColumn(column, context)),
    ...spec.groups.map((group): ColumnsPart => ({ kind: 'spread', text: writeGroup(project, file, group) })),
  ]
  switch (style) {
    case 'object':
      return objectOf(parts)
    case 'callback':
      return `(c) => (${objectOf(parts)})`
    case 'destructured':
      return `({ ${[...local].join(', ')} }) => { return ${objectOf(parts)} }`
    case 'constant': {
      const name = project.fresh('columns')
      file.add(`const ${name} = ${objectOf(parts)} satisfies object`)
      return name
    }
    case 'function': {
      const name = project.fresh('columnsOf')
      file.add(`function ${name}() {
  const first = ${objectOf(parts.slice(0, 1))}
  return { ...first, ...${objectOf(parts.slice(1))} }
}`)
      return `${name}()`
    }
    case 'assigned': {
      const name = project.fresh('columns')
      file.add(`const ${name}: Record<string, any> = {}`)
      for (const part of parts) {
        file.add(
          part.kind === 'entry'
            ? `${member(name, part.key)} = ${part.text}`
            : `Object.assign(${name}, ${part.text})`,
        )
      }
      return name
    }
    case 'looped': {
      const name = project.fresh('columns')
      const pairs = parts.map((part) =>
        part.kind === 'entry' ? `[${quoted(part.key)}, ${part.text}]` : `...Object.entries(${part.text})`,
      )
      file.add(`const ${name}: Record<string, any> = {}
for (const [key, column] of [${pairs.join(', ')}] as [string, any][]) {
  if (key === 'never') continue
  ${name}[key] = column
}`)
      return name
    }
    case 'entries':
      return `Object.fromEntries([${parts
        .map((part) =>
          part.kind === 'entry' ? `[${quoted(part.key)}, ${part.text}]` : `...Object.entries(${part.text})`,
        )
        .join(', ')}])`
    default:
      return style satisfies never
  }
}

/** A function that makes whole entities spreads the columns that it gets: it takes no function. */
const stylesOf = ({ maker, columns }: TableStyle): TableStyle['columns'] =>
  maker === 'entity' && (columns === 'callback' || columns === 'destructured') ? 'object' : columns

const withPrimaryKey = (columns: readonly ColumnSpec[], at: number | null): readonly ColumnSpec[] =>
  at === null
    ? columns
    : columns.map((column) =>
        column === pick(columns, at) ? { ...column, steps: [...column.steps, '.primaryKey()'] } : column,
      )

const objectOf = (parts: readonly ColumnsPart[]): string =>
  `{\n${parts.map((part) => `  ${part.kind === 'entry' ? `${quotedKey(part.key)}: ${part.text}` : `...${part.text}`},\n`).join('')}}`

/** Declares a group of columns for a file, and says the object that is spread. */
const writeGroup = (project: ProjectDraft, file: FileDraft, number: number): string => {
  const write = (home: FileDraft, columns: readonly ColumnSpec[]) =>
    objectOf(
      columns.map((column) =>
        writeColumn(
          { ...column, written: 'inline' },
          { project, file: home, names: 'literal', builder: (name) => project.builder(home, name) },
        ),
      ),
    )
  const { columns, written } = pick(project.spec.groups, number)
  const id = String(number)
  switch (written) {
    case 'constant':
      return project.declare(file, 'group', (name, home) => `const ${name} = ${write(home, columns)}`, id)
    case 'repeated':
      return project.declare(
        file,
        'group',
        (name, home) => `const ${name}: any = ${write(home, columns)}
${name}.${repeatedKey} = ${member(name, pick(columns, 0).key)}`,
        id,
      )
    case 'function':
      return `${project.declare(file, 'groupOf', (name, home) => `const ${name} = () => (${write(home, columns)})`, id)}()`
    case 'options': {
      const made = project.declare(
        file,
        'groupWith',
        (name, home) => `function ${name}({ all = false }: { all?: boolean } = {}) {
  const first = ${write(home, columns.slice(0, 1))}
  if (!all) return first
  return { ...first, ...${write(home, columns.slice(1))} }
}`,
        id,
      )
      return `${made}({ all: true })`
    }
    default:
      return written satisfies never
  }
}
