import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import * as schema from '../../schema/index.js'
import { quoteIdent } from '../../src/model/quote.js'
import { describeOnEngines } from '../engine/describe-on-engines.js'
import { migrationText } from './reference.js'
import { companyA, companyB, people, seedSql, sharedContact } from './seed.js'

const tables = Object.values<unknown>(schema).filter((value): value is PgTable => is(value, PgTable))

const companies = [
  { name: 'Acme', id: companyA, other: 'Globex' },
  { name: 'Globex', id: companyB, other: 'Acme' },
]

describeOnEngines(
  'the seed',
  async () => ({ migrations: [await migrationText('0000_init.sql')], seed: seedSql }),
  (open) => {
    const ask = async <R>(text: string, params: readonly unknown[] = []): Promise<R[]> => {
      const session = await open().superuser()
      const { rows } = await session.query<R>(text, params)
      await session.close()
      return rows
    }

    test.each(tables.map((table) => [getTableConfig(table).name, table] as const))(
      'fills %s, points with each of its keys in one row, and leaves it null in another where it may be',
      async (name, table) => {
        const { columns, foreignKeys } = getTableConfig(table)
        const [count] = await ask<{ rows: number }>(`select count(*)::int as rows from ${quoteIdent(name)}`)
        expect(count?.rows).toBeGreaterThanOrEqual(2)
        const ofTenant = columns.some((column) => column.name === 'tenant_id')
        const each = ofTenant ? 'where tenant_id is not null group by tenant_id' : ''
        const pointing = foreignKeys.flatMap((key) => key.reference().columns)
        for (const column of pointing.filter((pointer) => pointer.name !== 'tenant_id')) {
          const value = quoteIdent(column.name)
          const seen = await ask(
            `select bool_or(${value} is not null) as points, bool_or(${value} is null) as nulls from ${quoteIdent(name)} ${each}`,
          )
          const wanted = { points: true, nulls: !column.notNull }
          expect(seen, column.name).toEqual(ofTenant ? [wanted, wanted] : [wanted])
        }
      },
    )

    test('has people who work for one company, for both and for none', async () => {
      const rows = await ask<{ id: string; companies: string[] }>(
        `select u.id::text, array_remove(array_agg(m.tenant_id::text order by m.tenant_id), null) as companies
         from users u left join memberships m on m.user_id = u.id group by u.id`,
      )
      expect(Object.fromEntries(rows.map(({ id, companies: list }) => [id, list]))).toEqual({
        [people.onlyA]: [companyA],
        [people.onlyB]: [companyB],
        [people.both]: [companyA, companyB],
        [people.none]: [],
      })
    })

    test('has a contact of nobody, which each company names on an invoice', async () => {
      expect(await ask(`select id::text from contacts where tenant_id is null`)).toEqual([
        { id: sharedContact },
      ])
      expect(
        await ask(`select tenant_id::text from invoices where contact_id = $1 order by 1`, [sharedContact]),
      ).toEqual([{ tenant_id: companyA }, { tenant_id: companyB }])
    })

    test.each(companies)("no row of $name's refers to $other", async ({ id }) => {
      const across = await ask(
        `select 'document' as what from documents d join projects p on p.id = d.project_id where d.tenant_id = $1 and p.tenant_id <> $1
         union all select 'cover' from projects p join documents d on d.id = p.cover_document_id where p.tenant_id = $1 and d.tenant_id <> $1
         union all select 'task' from tasks t join projects p on p.id = t.project_id where t.tenant_id = $1 and p.tenant_id <> $1
         union all select 'parent' from tasks t join tasks p on p.id = t.parent_id where t.tenant_id = $1 and p.tenant_id <> $1
         union all select 'attachment' from tasks t join documents d on d.id = t.document_id where t.tenant_id = $1 and d.tenant_id <> $1
         union all select 'assignee' from tasks t where t.tenant_id = $1 and t.assignee_id is not null
           and not exists (select from memberships m where m.tenant_id = $1 and m.user_id = t.assignee_id)
         union all select 'invoice' from invoices i join projects p on p.id = i.project_id where i.tenant_id = $1 and p.tenant_id <> $1
         union all select 'contact' from invoices i join contacts c on c.id = i.contact_id where i.tenant_id = $1 and c.tenant_id <> $1
         union all select 'sent' from invoices i join documents d on d.id = i.document_id where i.tenant_id = $1 and d.tenant_id <> $1
         union all select 'comment on task' from comments c join tasks t on t.id = c.task_id where c.tenant_id = $1 and t.tenant_id <> $1
         union all select 'comment on line' from comments c join invoice_lines l on l.id = c.invoice_line_id join invoices i on i.id = l.invoice_id
           where c.tenant_id = $1 and i.tenant_id <> $1
         union all select 'author' from comments c where c.tenant_id = $1 and c.author_id is not null
           and not exists (select from memberships m where m.tenant_id = $1 and m.user_id = c.author_id)`,
        [id],
      )
      expect(across).toEqual([])
    })

    test.each(companies)(
      "texts of $name's carry its name, so that a leak can be seen",
      async ({ id, name, other }) => {
        const texts = await ask<{ text: string }>(
          `select name as text from projects where tenant_id = $1
         union all select title from documents where tenant_id = $1
         union all select title from tasks where tenant_id = $1
         union all select body from comments where tenant_id = $1
         union all select name from contacts where tenant_id = $1
         union all select l.description from invoice_lines l join invoices i on i.id = l.invoice_id where i.tenant_id = $1
         union all select n.body from invoice_line_notes n join invoice_lines l on l.id = n.invoice_line_id
           join invoices i on i.id = l.invoice_id where i.tenant_id = $1`,
          [id],
        )
        expect(texts.length).toBe(16)
        for (const { text } of texts) {
          expect(text).toContain(name)
          expect(text).not.toContain(other)
        }
      },
    )

    test('the next numbers that the database gives out are free', async () => {
      const session = await open().superuser()
      await session.exec('begin')
      await session.query(`insert into comments (tenant_id, body) values ($1, 'new')`, [companyA])
      await session.query(
        `insert into invoice_lines (invoice_id, description, price) select id, 'new', 1 from invoices limit 1`,
      )
      await session.exec('rollback')
      await session.close()
    })
  },
)
