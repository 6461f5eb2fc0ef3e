import type { Table } from '../../model/schema.js'
import { columnRole } from './column-role.js'
import { isPersonName } from './people-names.js'
import { hasOwnKey, isNotNull, keyEndings } from './references.js'
import { singular, words } from './words.js'

/** Columns that name a person and cannot be null, and what the people are called. */
export interface PersonColumns {
  readonly columns: readonly string[]
  readonly people: readonly string[]
}

/**
 * Whom a row names: by a foreign key to a table of people, which may lie outside the schema files (an auth service's),
 * or by a column that is called so.
 */
export const personColumns = (table: Table): readonly PersonColumns[] => [
  ...table.foreignKeys
    .map(({ columns, references }) => ({ columns, people: words(references.table).map(singular) }))
    .filter(({ columns, people }) => isPersonName(people) && columns.every((name) => isNotNull(table, name))),
  ...table.columns
    .filter(
      ({ name, notNull }) => notNull && !hasOwnKey(table, name) && keyEndings.has(words(name).at(-1) ?? ''),
    )
    .map(({ name }) => ({ columns: [name], people: words(name).slice(0, -1).map(singular) }))
    .filter(
      ({ columns: [name = ''], people }) =>
        isPersonName(people) && columnRole(name, people.slice(-1)) === 'plain',
    ),
]
