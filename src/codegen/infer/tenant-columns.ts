import type { Column, ForeignKey, Table } from '../../model/schema.js'
import { type ColumnRole, columnRole } from './column-role.js'
import { fitsKey, hasOwnKey, keyEndings, type Reference } from './references.js'
import { rootAliases } from './root-names.js'
import type { SchemaFacts } from './schema-facts.js'
import { singular, words } from './words.js'

/** A column that says which tenant a row is of, or might. */
export interface TenantColumn {
  readonly column: Column
  readonly role: ColumnRole
  /** The foreign key to the root's own key; null when only the name says it. */
  readonly key: ForeignKey | null
  /** Whether its type is that of the root's key. */
  readonly fits: boolean
  /** Whether it has a name that could be another product's tenant too, in a schema that calls its own otherwise. */
  readonly foreignName: boolean
}

/**
 * For each table the columns that hold the root's key: by a foreign key to it, or without one, by a name that other
 * tables use for it or that is the root's own.
 */
export const tenantColumns = (
  root: Table,
  all: readonly Reference[],
  facts: SchemaFacts,
): ((table: Table) => readonly TenantColumn[]) => {
  const target = facts.nameOf(root)
  const [rootKey] = root.primaryKey
  const keyed = all.filter(({ to, key }) => to === root && isKeyTo(rootKey, key))
  const aliases = rootAliases(target)
  const known = new Set([target.join(' '), ...learned(keyed, target, aliases)])
  const knownIsUsed =
    keyed.length > 0 ||
    facts.tables.some((table) => table !== root && table.columns.some((column) => isCalled(column, known)))
  return (table) => {
    if (table === root) return []
    return table.columns.flatMap((column): TenantColumn[] => {
      const key = keyed.find(({ from, columns }) => from === table && columns[0] === column.name)?.key ?? null
      const isKnown = isCalled(column, known)
      const byName = !hasOwnKey(table, column.name) && (isKnown || isCalled(column, new Set(aliases)))
      if (key === null && !byName) return []
      return [
        {
          column,
          key,
          role: columnRole(column.name, target),
          fits: fitsKey(column, root),
          foreignName: key === null && !isKnown && knownIsUsed,
        },
      ]
    })
  }
}

const isKeyTo = (rootKey: string | undefined, key: ForeignKey | null): boolean =>
  key !== null && key.columns.length === 1 && key.references.columns[0] === rootKey

/** So many keys make a name one of the root, which does not hold the root's own. */
const habit = 3

/** What the columns with a key to the root are called, where that name means the root without the key too. */
function learned(
  keyed: readonly Reference[],
  target: readonly string[],
  aliases: readonly string[],
): readonly string[] {
  const names = keyed
    .flatMap(({ columns }) => columns)
    .filter((column) => columnRole(column, target) === 'plain')
    .map(meaning)
  const telling = [...aliases, ...target]
  return names.filter((name) => {
    const own = name.split(' ').some((word) => telling.includes(word))
    return name !== '' && (own || names.filter((other) => other === name).length >= habit)
  })
}

/** The words of a column's name without the ending that says that it is a key. */
function meaning(column: string): string {
  const name = words(column).map(singular)
  return (keyEndings.has(name.at(-1) ?? '') ? name.slice(0, -1) : name).join(' ')
}

const isCalled = ({ name }: Column, known: ReadonlySet<string>): boolean =>
  keyEndings.has(words(name).at(-1) ?? '') && known.has(meaning(name))
