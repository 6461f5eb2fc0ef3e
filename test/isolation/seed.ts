import { quoteIdent, quoteList, quoteLiteral } from '../../src/model/quote.js'
import { acme, commonRows, globex, moment, type Row, type Value } from './seed-rows.js'

export { companyA, companyB, people, sharedContact } from './seed-rows.js'

const literal = (value: Value): string => {
  if (value === null) return 'null'
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return quoteLiteral(value)
  return `array[${value.map(quoteLiteral).join(', ')}]::text[]`
}

const insert = (table: string, rows: readonly Row[]): string => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const values = rows.map((row) => `  (${columns.map((column) => literal(row[column] ?? null)).join(', ')})`)
  // An identity column takes a value that we choose only so.
  return `insert into ${quoteIdent(table)} (${quoteList(columns)}) overriding system value values\n${values.join(',\n')};`
}

const timed = (rows: readonly Row[]): readonly Row[] => rows.map((row) => ({ ...row, created_at: moment }))

/** The numbers that the application gives out next come after the ones that stand here. */
const advance = (table: string): string =>
  `select setval(pg_get_serial_sequence(${quoteLiteral(table)}, 'id'), (select max("id") from ${quoteIdent(table)}));`

/**
 * Fills the reference application's tables, for a superuser to run after drizzle's first migration (after ours, keys
 * and checks are checked all the same). What is in it: `seed-rows.ts`.
 */
export const seedSql: string = [
  insert('plans', commonRows.plans),
  insert('tenants', timed([...acme.tenants, ...globex.tenants])),
  insert('users', timed(commonRows.users)),
  insert('memberships', timed([...acme.memberships, ...globex.memberships])),
  insert('contacts', timed([...commonRows.contacts, ...acme.contacts, ...globex.contacts])),
  insert('projects', timed([...acme.projects, ...globex.projects])),
  insert('documents', timed([...acme.documents, ...globex.documents])),
  ...[...acme.covers, ...globex.covers].map(
    ({ id, cover_document_id }) =>
      `update "projects" set "cover_document_id" = ${quoteLiteral(cover_document_id)} where "id" = ${quoteLiteral(id)};`,
  ),
  insert('tasks', timed([...acme.tasks, ...globex.tasks])),
  insert('invoices', timed([...acme.invoices, ...globex.invoices])),
  insert('invoice_lines', [...acme.invoice_lines, ...globex.invoice_lines]),
  insert('invoice_line_notes', timed([...acme.invoice_line_notes, ...globex.invoice_line_notes])),
  insert('comments', timed([...acme.comments, ...globex.comments])),
  insert('jobs', timed([...commonRows.jobs, ...acme.jobs, ...globex.jobs])),
  advance('invoice_lines'),
  advance('comments'),
].join('\n')
