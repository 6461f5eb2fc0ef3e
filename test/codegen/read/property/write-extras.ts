import type { FileDraft } from './file-draft.js'
import { type PlacedTable, type ProjectDraft, pick } from './project-draft.js'
import { member, quoted, quotedKey } from './quoted.js'
import type { ExtraSpec } from './schema-spec.js'

/** How an extra config says a column of its table, by the column's number. */
type Say = (column: number) => string

/** The third argument of a table function, or null for none. */
export const writeExtras = (project: ProjectDraft, file: FileDraft, table: PlacedTable): string | null => {
  const { spec, columns } = table
  const named = new Map<string, string>()
  const say: Say = (column) => {
    const { key } = pick(columns, column)
    if (spec.style.extras !== 'destructured') return member('t', key)
    const name = named.get(key) ?? `own${named.size}`
    named.set(key, name)
    return name
  }
  const keys = spec.primaryKey
  const distinct = (given: readonly number[]) => [...new Set(given.map((column) => column % columns.length))]
  const list = [
    ...spec.extras.map((extra, number) =>
      extraText(extra, `${spec.name}_${number}`, { project, file, table, say, distinct }),
    ),
    ...(keys === null || keys.written === 'inline'
      ? []
      : [
          primaryKeyText(
            file,
            distinct(keys.columns).map(say),
            keys.written,
            keys.named ? `${spec.name}_pk` : null,
          ),
        ]),
  ]
  if (list.length === 0) return null
  const all = list.join(', ')
  switch (spec.style.extras) {
    case 'array':
      return `(t) => [${all}]`
    case 'nested':
      return `(t) => [[${list.slice(0, 2).join(', ')}], ${list.slice(2).join(', ')}]`
    case 'object':
      return `(t) => (${objectOf(list)})`
    case 'block':
      return `(t) => {
  const all = [${list[0] ?? ''}]
  for (const one of [${list.slice(1).join(', ')}]) all.push(one)
  if (all.length === 0) return []
  return all
}`
    case 'looped':
      return `(t) => {
  const [all, kept] = [[${all}], [] as any[]]
  let at = 0
  while (at < all.length) {
    kept.push(all[at])
    at += 1
  }
  return kept
}`
    case 'destructured':
      return `({ ${[...named].map(([key, name]) => `${quotedKey(key)}: ${name}`).join(', ')} }) => [${all}]`
    case 'constant': {
      const name = project.fresh('extras')
      file.add(`const ${name} = (t: any) => (${objectOf(list)})`)
      return name
    }
    case 'function': {
      const name = project.fresh('extrasOf')
      file.add(`function ${name}(t: any) {\n  return [${all}] as const\n}`)
      return name
    }
    case 'spread': {
      const name = project.fresh('common')
      file.add(`const ${name} = (t: any, _table: string) => [${list.slice(0, 1).join(', ')}]`)
      return `(t) => [...${name}(t, ${quoted(spec.name)}), ${list.slice(1).join(', ')}]`
    }
    default:
      return spec.style.extras satisfies never
  }
}

const objectOf = (list: readonly string[]): string =>
  `{ ${list.map((text, number) => `${number % 2 === 0 ? `one${number}` : `[\`computed\${${number}}\`]`}: ${text}`).join(', ')} }`

const primaryKeyText = (
  file: FileDraft,
  columns: readonly string[],
  written: 'object' | 'arguments',
  name: string | null,
): string => {
  const list = columns.join(', ')
  if (written === 'arguments') return `${file.pg('primaryKey')}(${list})`
  return `${file.pg('primaryKey')}({ ${name === null ? '' : `name: ${quoted(name)}, `}columns: [${list}] })`
}

interface Extras {
  readonly project: ProjectDraft
  readonly file: FileDraft
  readonly table: PlacedTable
  readonly say: Say
  readonly distinct: (columns: readonly number[]) => readonly number[]
}

function extraText(extra: ExtraSpec, id: string, { project, file, table, say, distinct }: Extras): string {
  switch (extra.kind) {
    case 'unique': {
      const columns = distinct(extra.columns).map(say).join(', ')
      const on = extra.spread ? `...[${columns}]` : columns
      return `${file.pg('unique')}(${extra.named ? quoted(`${id}_key`) : ''}).on(${on})${extra.nulls ? '.nullsNotDistinct()' : ''}`
    }
    case 'index': {
      const entries = extra.entries.map(({ column, order, expression }) =>
        expression ? `sql\`lower(\${${say(column)}})\`` : `${say(column)}${order}`,
      )
      const args = [...(extra.method === 'using' ? ["'btree'"] : []), ...entries]
      const builder = file.pg(extra.unique ? 'uniqueIndex' : 'index')
      return `${builder}(${extra.named ? quoted(`${id}_idx`) : ''}).${extra.method}(${args.join(', ')})${extra.tail.join('')}`
    }
    case 'foreign-key': {
      const target = pick(project.tables, extra.table)
      const foreign = [...new Set(extra.foreignColumns.map((column) => column % target.columns.length))]
      const own = distinct(extra.columns).slice(0, foreign.length)
      const other = foreign.slice(0, own.length).map((column) =>
        // A reference to the table itself is said with the callback's own argument as well.
        target === table && extra.named ? say(column) : project.column(file, extra.table, column),
      )
      const name = extra.named ? `name: ${quoted(`${id}_ref`)}, ` : ''
      const { onDelete, onUpdate } = extra.actions
      return `${file.pg('foreignKey')}({ ${name}columns: [${own.map(say).join(', ')}], foreignColumns: [${other.join(', ')}] })${
        onDelete === undefined ? '' : `.onDelete(${quoted(onDelete)})`
      }${onUpdate === undefined ? '' : `.onUpdate(${quoted(onUpdate)})`}`
    }
    case 'other':
      return extra.text === 'check'
        ? `${file.pg('check')}(${quoted(`${id}_check`)}, sql\`true\`)`
        : `${file.pg('pgPolicy')}(${quoted(`${id}_policy`)}, { for: 'select', using: sql\`true\` })`
    default:
      return extra satisfies never
  }
}
