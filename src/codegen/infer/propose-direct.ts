import type { Table } from '../../model/schema.js'
import type { Alternative } from './inference.js'
import type { Proposal } from './proposal.js'
import { isNotNull, type Reference } from './references.js'
import { shortName } from './table-name.js'
import type { TenantColumn } from './tenant-columns.js'

/** What is known of a table that may hold the root's key. */
export interface DirectFacts {
  readonly table: Table
  readonly root: Table
  readonly columns: readonly TenantColumn[]
  /** Its references to people: by them a row without a tenant may be a person's. */
  readonly toPeople: readonly Reference[]
}

/**
 * A table that holds the root's key itself, if its columns say so: sure by one column that cannot be null, doubtful by
 * any other. A pointer to the current or last tenant says nothing of whose row it is, nor does an optional author.
 */
export const proposeDirect = (given: DirectFacts): Proposal | null => {
  const { root } = given
  const columns = [...given.columns].sort((a, b) => rank(a) - rank(b))
  const firm = columns.filter(({ column, role }) => column.notNull && role === 'plain')
  const related = columns.filter(
    ({ column, role }) => column.notNull && (role === 'relation' || role === 'author'),
  )
  const optional = columns.filter(({ column, role }) => !column.notNull && role === 'plain')
  const [first, ...others] = firm.length > 0 ? firm : related.length > 0 ? related : optional
  if (first === undefined) return null
  if (first.role !== 'plain') return relatedColumns(root, first, others)
  if (!first.column.notNull) return optionalColumn(given, first, others)
  const rivals = others.filter((other) => rank(other) === rank(first))
  return rivals.length > 0 ? severalColumns(root, first, rivals) : firmColumn(root, first)
}

/** A key before a name, a known name before one of another product. */
const rank = ({ key, fits, foreignName }: TenantColumn): number =>
  key !== null ? 0 : !fits ? 3 : foreignName ? 2 : 1

function firmColumn(root: Table, first: TenantColumn): Proposal {
  const { column, key, fits, foreignName } = first
  if (key !== null) return direct(first, 'sure', `${column.name} references ${keyOf(root)}, not null`)
  if (!fits) {
    return direct(first, 'doubtful', `${column.name} ${heldBy(root, first)}`)
  }
  return foreignName
    ? direct(
        first,
        'doubtful',
        `${column.name} has the type of ${keyOf(root)} and no foreign key, and other tables call theirs otherwise: it may be a tenant of another system`,
      )
    : direct(
        first,
        'sure',
        `${column.name} has the name and the type of a key to ${keyOf(root)}, without a foreign key, not null`,
      )
}

const severalColumns = (root: Table, first: TenantColumn, others: readonly TenantColumn[]): Proposal =>
  direct(
    first,
    'doubtful',
    `${names([first, ...others])} each hold a key of ${shortName(root)}: which of them owns the row`,
    others.map(asAlternative),
  )

const relatedColumns = (root: Table, first: TenantColumn, others: readonly TenantColumn[]): Proposal =>
  direct(
    first,
    'doubtful',
    others.length > 0
      ? `${names([first, ...others])} relate rows of ${shortName(root)}: only one of them would see it`
      : `${first.column.name} references ${keyOf(root)}, not null, and by its name it need not be the owner`,
    others.map(asAlternative),
  )

function optionalColumn(
  { table, root, toPeople }: DirectFacts,
  first: TenantColumn,
  others: readonly TenantColumn[],
): Proposal {
  const { column } = first
  const held = heldBy(root, first)
  return direct(
    first,
    'doubtful',
    `${column.name} ${held}, and may be null: ${meaningOfNull(table, toPeople)}`,
    [
      {
        classification: { kind: 'direct', tenant: column.name, shared: true },
        meaning: 'rows without a tenant are meant, and every tenant reads them',
      },
      ...others.map(asAlternative),
    ],
  )
}

function heldBy(root: Table, { column, key, fits, foreignName }: TenantColumn): string {
  if (key !== null) return `references ${keyOf(root)}`
  const called = `is called like a key of ${shortName(root)}`
  if (!fits) return `${called}, has the type ${column.type} where ${keyOf(root)} has ${keyType(root)}`
  return foreignName ? `${called}, though other tables call theirs otherwise` : called
}

function meaningOfNull(table: Table, [person]: readonly Reference[]): string {
  if (person === undefined)
    return 'a row without one is a mistake, or for all, or from before there was a tenant'
  const by = person.columns.join(', ')
  return person.columns.every((name) => isNotNull(table, name))
    ? `a row is a person's (${by}), and a tenant's only sometimes`
    : `a row is a tenant's or a person's (${by})`
}

const names = (columns: readonly TenantColumn[]): string =>
  columns.map(({ column }) => column.name).join(' and ')

const keyOf = (root: Table): string => `${shortName(root)}.${root.primaryKey[0] ?? ''}`

const keyType = (root: Table): string =>
  root.columns.find(({ name }) => name === root.primaryKey[0])?.type ?? 'none'

const asAlternative = ({ column }: TenantColumn): Alternative => ({
  classification: { kind: 'direct', tenant: column.name },
  meaning: `its tenant is that of ${column.name}`,
})

const direct = (
  { column }: TenantColumn,
  confidence: Proposal['confidence'],
  because: string,
  alternatives: readonly Alternative[] = [],
): Proposal => ({ ownership: { kind: 'direct', column: column.name }, confidence, because, alternatives })
