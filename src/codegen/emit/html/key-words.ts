import type { KeyRemedy } from './key-safety.js'
import type { PageKey } from './page-model.js'

/** How the page colours a key's line: what it means for the line between tenants. */
export type KeyStyle = 'added' | 'checked' | 'ownership' | 'held' | 'tenant' | 'rooted' | 'plain'

export const keyStyle = ({ safety }: PageKey): KeyStyle => {
  switch (safety.kind) {
    case 'crossing':
      return safety.remedy.by === 'key' ? 'added' : 'checked'
    case 'ownership':
    case 'held':
      return safety.kind
    case 'tenant':
      return safety.added === null ? 'tenant' : 'rooted'
    case 'people':
    case 'outside':
      return 'plain'
    default:
      return safety satisfies never
  }
}

/** The legend: what each style says. */
export const keyStyles: Readonly<Record<KeyStyle, string>> = {
  added: 'could cross; gen adds a key',
  checked: 'could cross; a policy checks it',
  ownership: 'to the row that owns it',
  held: 'holds the tenant on both sides',
  tenant: 'to the tenant',
  rooted: 'to the tenant; gen adds the key',
  plain: 'other keys',
}

/** `tasks.project_id → projects.id`. */
export const keyName = (key: PageKey): string => `${key.from.name}.${keyNameWithin(key)}`

/** `project_id → projects.id`, where it is clear whose key it is. */
export const keyNameWithin = ({ to, key }: PageKey): string => {
  const { schema, table, columns } = key.references
  return `${list(key.columns)} → ${to?.name ?? `${schema}.${table}`}.${list(columns)}`
}

/** `on delete cascade`, or nothing where nothing is declared. */
export const keyActions = ({ key }: PageKey): string =>
  [
    ...(key.onDelete === 'no action' ? [] : [`on delete ${key.onDelete}`]),
    ...(key.onUpdate === 'no action' ? [] : [`on update ${key.onUpdate}`]),
  ].join(', ')

/** What the key lets happen, and what `gen` does about it; null where there is nothing to say. */
export const keyNote = (key: PageKey): string | null => {
  const { to, safety } = key
  const target = to?.name ?? key.key.references.table
  switch (safety.kind) {
    case 'crossing':
      return `Alone it lets a row point at another tenant's ${target}: Postgres checks keys past row security. ${keyRemedy(safety.remedy)}`
    case 'ownership':
      return `Whoever owns the row of ${target} owns this one.`
    case 'held':
      return 'It holds the tenant on both sides: it cannot cross.'
    case 'tenant':
      return safety.added === null
        ? 'It says whose row this is.'
        : `The schema does not declare it. gen adds ${safety.added}: a row belongs to a tenant that exists.`
    case 'people':
      return 'People may belong to several tenants: a policy checks that they are members of this one.'
    case 'outside':
      return to === null ? 'The schema files that were read do not hold this table.' : null
    default:
      return safety satisfies never
  }
}

export const keyRemedy = (remedy: KeyRemedy): string =>
  remedy.by === 'policy'
    ? 'No composite key can stand here; a policy that gen writes checks each new value.'
    : `gen adds ${remedy.name} (${remedy.columns.join(', ')}) → (${remedy.references.join(', ')}).`

const list = (columns: readonly string[]) => (columns.length === 1 ? columns[0] : `(${columns.join(', ')})`)
