import type { Table } from '../../model/schema.js'
import type { SchemaFacts } from './schema-facts.js'
import { words } from './words.js'

interface Kind {
  readonly name: RegExp
  /** A word that one of its columns has: an account is a sign-in only with a provider. */
  readonly column?: RegExp
  readonly what: string
}

const auth = 'an auth library works on it before any tenant is known'
const work = 'machinery of the application, not of a tenant'

/** By the words of a table's name, joined by blanks, and of its columns' names. */
const kinds: readonly Kind[] = [
  { name: /^(user |auth )?session$/, column: /^(token|expires?)$/, what: auth },
  { name: /^(user |auth |oauth )?account$/, column: /^provider$/, what: auth },
  { name: /^user auth provider$/, column: /^provider$/, what: auth },
  {
    name: /^(email |user )?verification( token| code)?$/,
    column: /^(token|identifier|code|value)$/,
    what: auth,
  },
  { name: /^(magic link|password reset|refresh|reset)( token)?$/, what: auth },
  { name: /^(two factor|passkey|authenticator|jwk(ss)?|device code|device auth request)$/, what: auth },
  {
    name: /^oauth (access token|refresh token|client|consent|authorization code|session|application)$/,
    what: auth,
  },
  { name: /(^|^schema |^drizzle )migration$/, column: /^(hash|version|checksum)$/, what: work },
  {
    name: /^((async |queue |cron |background )?job|job queue|rate limit( bucket)?|lock|scheduler state|idempotency key|outbox( event)?)$/,
    what: work,
  },
]

/** Schemas that a tool fills with tables of its own. */
const toolSchemas: ReadonlySet<string> = new Set([
  'pgboss',
  'graphile_worker',
  'cron',
  'drizzle',
  'supabase_migrations',
])

/** What a table is for that belongs to no tenant and is recognised by name and columns; null for every other. */
export const infrastructure = (table: Table, facts: SchemaFacts): string | null => {
  if (toolSchemas.has(table.schema)) return work
  const name = facts.nameOf(table).join(' ')
  const kind = kinds.find((candidate) => candidate.name.test(name))
  if (kind === undefined) return null
  const { column } = kind
  const has =
    column === undefined || table.columns.some((given) => words(given.name).some((word) => column.test(word)))
  return has ? kind.what : null
}
