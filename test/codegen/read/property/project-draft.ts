import { type FileDraft, fileDraft } from './file-draft.js'
import { ownBuilders } from './own-builders.js'
import { member } from './quoted.js'
import type { ColumnSpec, GroupSpec, SchemaSpec, TableSpec } from './schema-spec.js'

/** The project that is being written, and where its tables stand in it. */
export interface ProjectDraft {
  readonly spec: SchemaSpec
  readonly file: (path: string) => FileDraft
  readonly files: () => readonly FileDraft[]
  /** A name that nothing else has. */
  readonly fresh: (stem: string) => string
  /**
   * Declares something for a file, in it or in a file of its own, and says how the file names it. What has the same
   * `id` is declared once and used again.
   */
  readonly declare: (user: FileDraft, kind: string, declaration: Declaration, id?: string) => string
  /** How a file says a column builder. */
  readonly builder: (user: FileDraft, name: string) => string
  readonly tables: readonly PlacedTable[]
  /** How a file says a column of a table; both counted as specs do. */
  readonly column: (user: FileDraft, table: number, column: number) => string
}

type Declaration = (name: string, file: FileDraft) => string

export interface PlacedTable {
  readonly spec: TableSpec
  /** All its columns, as they come. */
  readonly columns: readonly ColumnSpec[]
  readonly variable: string
  readonly path: string
  readonly exported: TableSpec['style']['exported']
}

export const indexPath = 'index.ts'
const paths = ['people.ts', 'billing/invoices.ts', 'work/index.ts', 'audit.table.ts']

export const pathOf = (number: number): string => paths[number % paths.length] ?? indexPath

/** The name under which a table's file exports it. */
export const exportName = ({ exported, variable }: PlacedTable): string => {
  if (exported === 'default') return 'default'
  return exported === 'renamed' ? `${variable}Table` : variable
}

export const projectDraft = (spec: SchemaSpec): ProjectDraft => {
  const { layout } = spec
  const files = new Map<string, FileDraft>()
  const known = new Map<string, string>()
  let count = 0
  const fresh = (stem: string) => `${stem}${count++}`
  const file = (path: string): FileDraft => {
    const made = files.get(path) ?? fileDraft(path, styleOf(spec, files.size))
    files.set(path, made)
    return made
  }
  const tables = placed(spec)

  const declare: ProjectDraft['declare'] = (user, kind, declaration, id) => {
    const home = layout.sharedHelpers ? file(helperPath(kind)) : user
    const key = `${home.path} ${id}`
    const name = (id === undefined ? undefined : known.get(key)) ?? fresh(kind)
    if (known.get(key) !== name) {
      const text = declaration(name, home)
      home.add(layout.sharedHelpers ? `${text}\nexport { ${name} }` : text)
    }
    if (id !== undefined) known.set(key, name)
    return home === user ? name : user.from(home.path, name)
  }

  const builder = (user: FileDraft, name: string): string => {
    const own = ownBuilders.find((each) => each.name === name)
    return own === undefined
      ? user.pg(name)
      : declare(user, 'type', (variable, home) => own.declare(variable, home.pg), name)
  }

  const tableName = (user: FileDraft, table: PlacedTable): string => {
    if (table.path === user.path) return table.variable
    const number = layout.files.findIndex((each) => pathOf(each) === table.path)
    const star = layout.indexes[number] === 'star' && table.exported !== 'default'
    const through = star && layout.entries === 'index' && layout.throughIndex[number] === true
    return user.from(through ? indexPath : table.path, exportName(table))
  }

  const column = (user: FileDraft, table: number, at: number): string => {
    const target = pick(tables, table)
    return member(tableName(user, target), pick(target.columns, at).key)
  }

  return { spec, file, files: () => [...files.values()], fresh, declare, builder, tables, column }
}

/** Names know nothing of columns and tables, and columns nothing of tables: no file imports one that imports it. */
const helperPath = (kind: string): string => {
  if (/^(name|prefix|label|options)/i.test(kind)) return 'lib/names.ts'
  return /table|maker|entity|schema/i.test(kind) ? 'lib/tables.ts' : 'lib/columns.ts'
}

const styleOf = ({ layout }: SchemaSpec, number: number) => ({
  imports: pick(layout.imports, number),
  extension: pick(layout.extensions, number),
})

function placed({ tables, groups, layout }: SchemaSpec): readonly PlacedTable[] {
  const withDefault = new Set<string>()
  return tables.map((spec, number) => {
    const path = pathOf(pick(layout.files, number))
    const { exported } = spec.style
    // A file has one default export.
    const second = exported === 'default' && withDefault.has(path)
    if (exported === 'default') withDefault.add(path)
    return {
      spec: { ...spec, name: `${spec.name}_${number}` },
      columns: [...spec.columns, ...spec.groups.flatMap((group) => columnsOfGroup(pick(groups, group)))],
      variable: `table${number}`,
      path,
      exported: second ? 'declaration' : exported,
    }
  })
}

/** The key of the builder that a group repeats. */
export const repeatedKey = 'sharedAgain'

const columnsOfGroup = ({ columns, written }: GroupSpec): readonly ColumnSpec[] =>
  written === 'repeated' ? [...columns, { ...pick(columns, 0), key: repeatedKey }] : columns

/** The element with that number, counted around. */
export const pick = <T>(list: readonly T[], number: number): T => {
  const found = list[number % list.length]
  if (found === undefined) throw new RangeError('there is nothing to pick from')
  return found
}
