import type { Finding } from '../../model/finding.js'
import type { SourcePlace, Table } from '../../model/schema.js'

/** `schema.name`. */
export const tableId = ({ schema, name }: { readonly schema: string; readonly name: string }): string =>
  `${schema}.${name}`

/** Builds a finding about a table; `message` continues its id. */
type TableFinding = (table: Table, message: string, fix: string) => Finding

const about =
  (code: Finding['code'], why: string): TableFinding =>
  (table, message, fix) => ({
    code,
    severity: 'error',
    object: tableId(table),
    message: `${tableId(table)} ${message}`,
    why,
    fix: table.classifiedBy === undefined ? fix : entryFix(table, table.classifiedBy),
    where: table.place,
  })

/** For a table whose source may not be the user's: what is to be corrected is the entry, in the words of the database. */
const entryFix = ({ columns }: Table, key: string): string =>
  `Correct the entry ${JSON.stringify(key)} of \`tables\` in tenantry.config.ts: it takes names of the database, tables as \`name\` or \`schema.name\`. This table's columns: ${columns.map(({ name }) => name).join(', ')}.`

/** The findings of classification, one per code. Each has its page in docs/rules/. */

export const unclassified = (table: Table): Finding =>
  about(
    'TEN201',
    'Nobody has said whose rows these are, so no policy can protect them, and nobody is granted access.',
  )(
    table,
    'has no owner',
    'Mark it: tenantTable, tenantChild, identityTable, sharedTable or systemTable instead of pgTable. If its source is not yours, name it in `tables` of tenantry.config.ts; `tenantry init` proposes an entry for every table.',
  )

export const noRoot = (place: SourcePlace | undefined): Finding => ({
  code: 'TEN202',
  severity: 'error',
  object: 'schema',
  message: 'no table is marked as the root',
  why: 'The rows of the root are the tenants: their keys are what tenant columns hold and policies compare.',
  fix: 'Mark the table of your tenants (organizations, workspaces, companies) with tenantRoot.',
  ...(place === undefined ? {} : { where: place }),
})

export const secondRoot = (table: Table, first: Table): Finding =>
  about('TEN203', 'A row has one tenant. With two roots it cannot be told whose key a tenant column holds.')(
    table,
    `is marked as the root, and so is ${tableId(first)} (${first.place.file}:${first.place.line})`,
    'Keep tenantRoot on the one whose rows are your tenants; the other is a tenantTable, an identityTable or a sharedTable.',
  )

export const keyType = about(
  'TEN204',
  'Policies compare the tenant column with the key of the current tenant, and a foreign key holds the two together: they need one type.',
)

export const pathLeadsNowhere = about(
  'TEN205',
  'The rows of a tenantChild belong to whoever owns the row that its foreign key points to. Without such a row they belong to nobody.',
)

export const tenantColumn = about(
  'TEN206',
  'The tenant column says whose row it is. Where it is missing or may be null by accident, rows belong to nobody.',
)

export const membersTable = about(
  'TEN207',
  'Inside a tenant, people are seen who are its members. The members table says who that is, by a foreign key to this one.',
)

export const eraseOption = about(
  'TEN208',
  'Erasing a tenant must leave nothing behind by accident: what stays, stays on purpose and for a reason that can be shown.',
)

export const otherKey = about(
  'TEN209',
  'Policies compare this column with the key of the current tenant. A column that holds another value never equals it.',
)

export const sameName = (table: Table, first: Table): Finding =>
  about('TEN210', 'The two describe one table of the database, and which description holds cannot be told.')(
    table,
    `is declared twice, here and at ${first.place.file}:${first.place.line}`,
    'Keep one of the two, or give them different names or Postgres schemas.',
  )

export const sameColumn = about('TEN211', 'A table of the database has one column of a name.')

export const statusColumn = about(
  'TEN212',
  'Whether a tenant is served is read from this column, and a tenant may not change it.',
)

export const clearedTenant = about(
  'TEN213',
  "When the row that it points to goes, the tenant column is emptied or set to the tenant of whoever deletes: the row becomes everybody's, or another tenant's.",
)

export const matchesNothing = (key: string, nearest: string | null): Finding => ({
  code: 'TEN214',
  severity: 'error',
  object: key,
  message: `the entry ${JSON.stringify(key)} of \`tables\` in the configuration matches no table of the schema`,
  why: 'Whatever it was to classify is not classified, perhaps because it has another name by now.',
  fix:
    nearest === null
      ? 'Take the entry out.'
      : `Take the entry out, or correct it: did you mean ${JSON.stringify(nearest)}? Tables outside \`public\` are written \`schema.name\`.`,
})

export const disagreement = (table: Table, key: string): Finding =>
  about('TEN215', 'Two answers to the question whose rows these are: one of them is wrong.')(
    table,
    `is marked in its source, and the entry ${JSON.stringify(key)} of \`tables\` in the configuration says something else`,
    'Keep one of the two. A mark in the source is the better place; an entry is for sources that are not yours.',
  )

export const classifiedTwice = (table: Table, first: string, second: string): Finding =>
  about('TEN216', 'Two answers to the question whose rows these are: one of them is wrong.')(
    table,
    `is classified by two entries of \`tables\` in the configuration that differ: ${JSON.stringify(first)} and ${JSON.stringify(second)}`,
    'Name the table itself in an entry of its own: a name goes before a pattern.',
  )
