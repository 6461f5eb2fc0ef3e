import { eq, sql } from 'drizzle-orm'
import { comments, contacts } from '../../schema/index.js'
import { companyB } from '../isolation/seed.js'
import { rowsOf } from '../runtime/context/drivers.js'
import { textOf } from './answers.js'
import { rowsOfBSql } from './arena.js'
import type { Tx } from './attack.js'
import type { Way } from './ways.js'
import { within } from './within.js'

/** What B and the app find on the connection: by name, how it is. */
export type Findings = Readonly<Record<string, string>>

const patienceMs = 10_000

const state = `select current_user::text as "role", session_user::text as "login",
  pg_catalog.current_setting('app.tenant_id', true) as "tenant",
  pg_catalog.current_setting('transaction_read_only') as "read only",
  (select pg_catalog.json_agg(name || ' = ' || setting order by name)::text from pg_catalog.pg_settings
    where source = 'session' and name not like 'transaction\\_%' and name not in ('app.tenant_id', 'app.tenant_seal', 'role', 'seed')) as "settings",
  (select pg_catalog.count(*)::text from pg_catalog.pg_locks where locktype = 'advisory' and pid = pg_catalog.pg_backend_pid()) as "advisory locks",
  (select pg_catalog.string_agg(name, ', ') from pg_catalog.pg_cursors where is_holdable) as "cursors",
  (select pg_catalog.string_agg(name, ', ') from pg_catalog.pg_prepared_statements where from_sql) as "prepared names",
  (select pg_catalog.string_agg(channel, ', ') from pg_catalog.pg_listening_channels() channel) as "channels",
  pg_catalog.pg_my_temp_schema()::text as "temporary schema"`

// Asked and not tried: pg's pool destroys a connection on which a query has failed.
const outside = `select current_user::text as role, nullif(pg_catalog.current_setting('app.tenant_id', true), '') as tenant,
  pg_catalog.current_setting('search_path') as path,
  pg_catalog.has_table_privilege('public.contacts', 'select') as "may read"`

const prepared = (tx: Tx) =>
  tx
    .select({ name: contacts.name })
    .from(contacts)
    .where(eq(contacts.email, sql.placeholder('email')))
    .prepare('contacts_by_email')
    .execute({ email: 'bills@globex.example' })

/** Looks at everything that an attack may have left on the connection, as B at its work, then outside of any tenant. */
export const lookAsNext = async (way: Way): Promise<Findings> => {
  const found: Record<string, string> = {}
  const note = async (name: string, look: () => Promise<unknown>) => {
    found[name] = await within(patienceMs, name, look()).then(
      (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
      (error: unknown) => `fails: ${textOf(error)}`,
    )
  }
  await note("B's transaction", () =>
    way.inTenant(companyB, async (tx) => void (await lookAsB(tx, found))).then(() => 'done'),
  )
  await note('outside of any tenant', async () => rowsOf(await way.outside.execute(sql.raw(outside))))
  return found
}

async function lookAsB(tx: Tx, found: Record<string, string>): Promise<void> {
  found.random = String(rowsOf(await tx.execute(sql.raw('select random() as r')))[0]?.r)
  const [at] = rowsOf(await tx.execute(sql.raw(state)))
  for (const [name, value] of Object.entries(at ?? {})) found[name] = String(value)
  const rows = rowsOf<{ row: string }>(await tx.execute(sql.raw(`${rowsOfBSql} order by 1`))).map(
    ({ row }) => row,
  )
  found.rows = JSON.stringify(rows)
  found['prepared query'] = JSON.stringify(await prepared(tx))
  const [made] = await tx
    .insert(contacts)
    .values({ name: 'Fresh' })
    .returning({ id: contacts.id, t: contacts.tenantId })
  const changed = await tx
    .update(contacts)
    .set({ name: 'Changed' })
    .where(eq(contacts.id, made?.id ?? ''))
    .returning({ id: contacts.id })
  const gone = await tx
    .delete(contacts)
    .where(eq(contacts.id, made?.id ?? ''))
    .returning({ id: contacts.id })
  found.writes = `${made?.t} ${changed.length} ${gone.length}`
  await leaveTraces(tx)
}

/** What an app leaves on the connection, and what a careless one does: the next attack finds it there. */
async function leaveTraces(tx: Tx): Promise<void> {
  const [made] = await tx.insert(comments).values({ body: 'Globex was here' }).returning({ id: comments.id })
  await tx.delete(comments).where(eq(comments.id, made?.id ?? 0))
  await tx.execute(sql.raw(`select 'Globex whispers'`))
  await tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(sql.raw(`name = 'Customer of Globex'`))
    .prepare('globex_contacts')
    .execute()
}
