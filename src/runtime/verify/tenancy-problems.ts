import { type Manifest, type ManifestPolicy, manifestComment } from '../../model/manifest.js'
import { quoteIdent, quoteName } from '../../model/quote.js'
import type { Clause, PolicyState, ReachedRole, TableState, TenancyState } from './tenancy-state.js'

/** The part of `generated/tenancy.json` that a database is held against. */
export type VerifiableManifest = Pick<Manifest, 'version' | 'hash'> & {
  readonly roles: Pick<Manifest['roles'], 'app' | 'admin' | 'lifecycle' | 'seal'>
  readonly tables: readonly VerifiableTable[]
}

export interface VerifiableTable {
  readonly schema: string
  readonly name: string
  readonly ownership: { readonly kind: string }
  readonly policies: readonly ManifestPolicy[]
}

export interface VerifyOptions {
  /**
   * Takes a login that is a superuser. Inside `withTenant` the policies hold all the same, since the role is another
   * one; outside nothing holds. For PGlite, whose only user is a superuser, and for nothing else.
   */
  readonly superuser?: 'allowed'
  /**
   * Takes a database that was brought to another manifest, while old and new processes run side by side. Tables and
   * policies are held against this manifest all the same.
   */
  readonly manifest?: 'any'
}

/** What is wrong with a database, each with what to do; empty when it isolates as its manifest says. */
export const tenancyProblems = (
  state: TenancyState,
  manifest: VerifiableManifest,
  options: VerifyOptions = {},
): readonly string[] => [
  ...loginProblems(state, manifest, options),
  ...(options.manifest === 'any' ? [] : manifestProblems(state, manifest)),
  ...manifest.tables.flatMap((table) => tableProblems(state, manifest, table)),
]

function loginProblems(
  { login, reached, tables }: TenancyState,
  { roles }: VerifiableManifest,
  { superuser }: VerifyOptions,
): readonly string[] {
  const me = `the login ${login.name}`
  if (login.superuser) {
    return superuser === 'allowed'
      ? []
      : [
          `${me} is a superuser, for whom no policy holds. Connect as a login of roles.logins in tenantry.config.ts (PGlite has no other user: { superuser: 'allowed' }).`,
        ]
  }
  const alter = (attribute: string) =>
    `\`alter role ${quoteIdent(login.name)} ${attribute}\`, or connect as a login of roles.logins in tenantry.config.ts.`
  const owners = new Set(tables.map(({ owner }) => owner))
  const revoke = (name: string) =>
    `\`revoke ${quoteIdent(name)} from ${quoteIdent(login.name)}\`, or from the role through which it is one.`
  return [
    ...(login.bypasses ? [`${me} has BYPASSRLS: no policy holds for it. ${alter('nobypassrls')}`] : []),
    ...(login.createsRoles
      ? [`${me} has CREATEROLE, and can grant itself more. ${alter('nocreaterole')}`]
      : []),
    ...(login.replicates ? [`${me} has REPLICATION, and can copy every row. ${alter('noreplication')}`] : []),
    ...(login.becomesApp
      ? []
      : [
          `${me} cannot become ${roles.app}, as withTenant does. Name it under roles.logins in tenantry.config.ts and run the migrations that \`tenantry gen\` writes.`,
        ]),
    ...(login.inheritsApp
      ? [
          `${me} has the rights of ${roles.app} outside any tenant too: its membership inherits. \`alter role ${quoteIdent(login.name)} noinherit\`, and from Postgres 16 on \`grant ${quoteIdent(roles.app)} to ${quoteIdent(login.name)} with inherit false\`.`,
        ]
      : []),
    ...(owners.has(login.name)
      ? [
          `${me} owns tables of tenants, and can switch their policies off. Give them to the role that runs the migrations (\`reassign owned\`), or connect as another login.`,
        ]
      : []),
    ...reached.flatMap((role) => {
      const why = dangerOf(role, roles, owners)
      return why === null ? [] : [`${me} is a member of ${role.name}, ${why}. ${revoke(role.name)}`]
    }),
  ]
}

/** Why nobody in the app may be able to become a role; null where there is no harm in it. */
function dangerOf(
  { name, superuser, bypasses, createsRoles, replicates }: ReachedRole,
  { admin, lifecycle, seal }: VerifiableManifest['roles'],
  owners: ReadonlySet<string>,
): string | null {
  if (name === admin) return 'which sees all tenants'
  if (name === lifecycle) return 'which imports and erases tenants'
  if (name === seal) return "which reads the seal's keys"
  if (owners.has(name)) return 'which owns tables of tenants and can switch their policies off'
  if (superuser) return 'a superuser'
  if (bypasses) return 'which has BYPASSRLS'
  if (createsRoles) return 'which has CREATEROLE'
  if (replicates) return 'which has REPLICATION'
  return serverFiles.includes(name) ? "which reaches the server's files or programs" : null
}

// As good as a superuser (manual, 22.5).
const serverFiles = ['pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files']

function manifestProblems(state: TenancyState, manifest: VerifiableManifest): readonly string[] {
  const expected = manifestComment(manifest)
  if (state.manifest === expected) return []
  const shown = (comment: string) => comment.replace(/^tenantry manifest \d+ (.{12}).*$/, '$1…')
  return [
    state.manifest === null
      ? 'tenantry has not been brought into this database. Run the migrations that `tenantry gen` writes, or `tenantry apply`.'
      : `the database was brought to another manifest (${shown(state.manifest)}) than the app's (${shown(expected)}). Run the migrations of the app's version, or start the version that they belong to.`,
  ]
}

function tableProblems(
  state: TenancyState,
  manifest: VerifiableManifest,
  planned: VerifiableTable,
): readonly string[] {
  const { schema, name, ownership } = planned
  const at = `${schema}.${name}`
  const table = state.tables.find((other) => other.schema === schema && other.name === name)
  if (table === undefined) return [`${at} is not there. Run the migrations.`]
  // What is nobody's is the app's own business: only that nothing is open by default.
  const system = ownership.kind === 'system'
  const switches = [
    ...(table.rls ? [] : ['enable row level security']),
    ...(table.forced || system ? [] : ['force row level security']),
  ]
  return [
    ...(switches.length === 0
      ? []
      : [
          `${at}: row-level security is ${table.rls ? 'not forced' : 'off'}. \`alter table ${quoteName(planned)} ${switches.join(', ')}\`.`,
        ]),
    ...(table.open && !system && !state.login.superuser && table.owner !== state.login.name
      ? [
          `${at}: the login ${state.login.name} has rights on it outside any tenant. \`revoke all on ${quoteName(planned)} from ${quoteIdent(state.login.name)}\`, and from PUBLIC or whoever it inherits them from.`,
        ]
      : []),
    ...policyProblems(at, table, planned),
    ...(system ? [] : strangers(state, manifest, table, planned)).map(
      (policy) =>
        `${at}: the policy ${policy} is not in the plan, and holds for a role that the app reaches. \`drop policy ${quoteIdent(policy)} on ${quoteName(planned)}\`.`,
    ),
  ]
}

function policyProblems(at: string, table: TableState, { policies }: VerifiableTable): readonly string[] {
  const [missing, altered]: [string[], string[]] = [[], []]
  for (const policy of policies) {
    const found = table.policies.find(({ name }) => name === policy.name)
    if (found === undefined) missing.push(policy.name)
    else if (!isAsPlanned(found, policy)) altered.push(policy.name)
  }
  const fix = 'Run the migrations, or `tenantry apply`, which makes them anew.'
  return [
    ...(missing.length === 0 ? [] : [`${at}: policies are missing (${missing.join(', ')}). ${fix}`]),
    ...(altered.length === 0 ? [] : [`${at}: policies were altered (${altered.join(', ')}). ${fix}`]),
  ]
}

const isAsPlanned = (found: PolicyState, planned: ManifestPolicy): boolean =>
  found.command === planned.command &&
  found.permissive === planned.permissive &&
  JSON.stringify([...found.roles].sort()) === JSON.stringify([...planned.roles].sort()) &&
  found.using === clauseOf(planned.using) &&
  found.check === clauseOf(planned.check)

const clauseOf = (expression: string | null): Clause => {
  if (expression === null) return 'none'
  if (expression === 'true' || expression === 'false') return 'constant'
  return expression.includes('"current_tenant"') ? 'tenant' : 'other'
}

/** Permissive policies beside the plan that the app can come under; a restrictive one only takes away. */
function strangers(
  { login, reached }: TenancyState,
  { roles }: VerifiableManifest,
  table: TableState,
  { policies }: VerifiableTable,
): readonly string[] {
  const planned = new Set(policies.map(({ name }) => name))
  const reachable = new Set(['public', login.name, roles.app, ...reached.map(({ name }) => name)])
  return table.policies
    .filter(
      (policy) =>
        policy.permissive && !planned.has(policy.name) && policy.roles.some((role) => reachable.has(role)),
    )
    .map(({ name }) => name)
}
