import {
  admin,
  app,
  type Check,
  expectCount,
  expectRefused,
  lifecycle,
  login,
  owner,
  type World,
} from '../world.js'

const check = (name: string, run: Check['run']): Check => ({ name: `database: ${name}`, table: null, run })

/** @throws Error unless the query gives one row whose column `ok` is true */
const expectTrue = async (arena: Parameters<Check['run']>[0], sql: string, what: string) => {
  const [row] = await arena.truth(sql)
  if (row?.ok !== true) throw new Error(`${what}: ${JSON.stringify(row)}`)
}

/** What belongs to no single table: roles, schemas, sequences, indexes, the manifest. */
export const databaseChecks: readonly Check[] = [
  check('the three roles and the seal neither log in nor bypass', async (arena, world) => {
    for (const role of [world.roles.app, world.roles.admin, world.roles.lifecycle, world.roles.seal]) {
      await expectTrue(
        arena,
        `select not (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolcreatedb or rolreplication) as ok from pg_roles where rolname = '${role}'`,
        role,
      )
    }
  }),
  check('the login is a member of the app role alone, and does not inherit', async (arena, world) => {
    const has = (role: string, kind: string) => `pg_has_role('${world.login}', '${role}', '${kind}')`
    const { app: appRole, admin: adminRole, lifecycle: lifecycleRole, seal } = world.roles
    await expectTrue(
      arena,
      `select ${has(appRole, 'member')} and not ${has(appRole, 'usage')} and not ${has(adminRole, 'member')} and not ${has(lifecycleRole, 'member')} and not ${has(seal, 'member')} and not rolinherit and not rolsuper and not rolbypassrls as ok from pg_roles where rolname = '${world.login}'`,
      'login',
    )
  }),
  check('nobody plants tables, functions or temporary tables', async (arena, world) => {
    for (const actor of [login(world), app(world, world.a), lifecycle(world, world.a), admin(world)]) {
      expectRefused(await arena.attempt(actor, 'create temporary table invoices (id int)'), 'temporary table')
      expectRefused(await arena.attempt(actor, 'create table public.planted (id int)'), 'table in public')
      expectRefused(await arena.attempt(actor, 'create table tenantry.planted (id int)'), 'table in tenantry')
      expectRefused(
        await arena.attempt(actor, "create function public.planted() returns int language sql as 'select 1'"),
        'function in public',
      )
    }
  }),
  check('the login cannot even name what is in the schema tenantry', async (arena, world) => {
    expectRefused(await arena.attempt(login(world), 'select tenantry.current_tenant()'), 'current_tenant')
    await expectTrue(
      arena,
      `select not has_schema_privilege('${world.login}', 'tenantry', 'usage') as ok`,
      'usage',
    )
  }),
  check(
    'no function of tenantry is executable by PUBLIC, and each is pinned to its search path',
    async (arena) => {
      const open = await arena.truth(
        `select p.proname from pg_proc p where p.pronamespace = 'tenantry'::regnamespace
       and (has_function_privilege('public', p.oid, 'execute') or not p.prosecdef or p.proconfig is null)`,
      )
      if (open.length > 0) throw new Error(`open: ${JSON.stringify(open)}`)
    },
  ),
  check(
    'functions of tenantry belong to the seal and the admin role, never to whoever migrated',
    async (arena, world) => {
      const wrong = await arena.truth(
        `select proname from pg_proc where pronamespace = 'tenantry'::regnamespace and pg_get_userbyid(proowner) not in ('${world.roles.seal}', '${world.roles.admin}')`,
      )
      if (wrong.length > 0) throw new Error(JSON.stringify(wrong))
      await expectTrue(
        arena,
        `select proowner = '${world.roles.seal}'::regrole as ok from pg_proc where oid = 'tenantry.current_tenant()'::regprocedure`,
        'current_tenant',
      )
    },
  ),
  check(
    'whoever migrated is no member of the roles that own the functions afterwards',
    async (arena, world) => {
      await expectTrue(
        arena,
        `select not pg_has_role('${world.owner}', '${world.roles.seal}', 'usage') and not pg_has_role('${world.owner}', '${world.roles.admin}', 'usage') as ok`,
        'membership',
      )
      await expectTrue(
        arena,
        `select not has_schema_privilege('${world.roles.seal}', 'tenantry', 'create') and not has_schema_privilege('${world.roles.admin}', 'tenantry', 'create') as ok`,
        'create',
      )
    },
  ),
  check(
    "nobody reads or resets a sequence, and the login does not take a tenant's numbers",
    async (arena, world) => {
      const sequences = await arena.truth(
        `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S' and n.nspname in ('public', 'tenantry')`,
      )
      if (sequences.length === 0) throw new Error('the reference schema has sequences')
      for (const { name } of sequences) {
        for (const actor of [app(world, world.a), lifecycle(world, world.a), admin(world), login(world)]) {
          expectRefused(await arena.attempt(actor, `select last_value from ${name}`), `read ${name}`)
          expectRefused(await arena.attempt(actor, `select setval('${name}', 1)`), `setval ${name}`)
        }
        expectRefused(await arena.attempt(login(world), `select nextval('${name}')`), `nextval ${name}`)
      }
    },
  ),
  check(
    'every foreign key of tenant data is served by an index, and every tenant column leads one',
    async (arena, world) => {
      const owned = world.graph.tables.filter(
        ({ ownership }) => ownership.kind === 'direct' || ownership.kind === 'through',
      )
      const targets = owned.map(({ table }) => `'${table.schema}.${table.name}'`).join(', ')
      for (const { id, table, ownership } of owned) {
        const tenant = ownership.kind === 'direct' ? `'${ownership.column}'` : "''"
        // Columns of every foreign key to an owned table but the tenant's must lead an index, alone or after the tenant.
        const unserved = await arena.truth(
          `with keys as (
             select c.conname, array(select a.attname::text from unnest(c.conkey) k join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k
               where a.attname <> ${tenant} order by 1) as columns
             from pg_constraint c where c.contype = 'f' and c.conrelid = '${table.schema}.${table.name}'::regclass and c.confrelid = any (array[${targets}]::regclass[])
           ), indexes as (
             select array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality k(n, at) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n
               order by k.at) as columns from pg_index i where i.indrelid = '${table.schema}.${table.name}'::regclass and i.indpred is null and i.indisvalid
           )
           select conname from keys k where cardinality(k.columns) > 0 and not exists (
             select from indexes i where
               array(select c from unnest(i.columns[1:cardinality(k.columns)]) c order by 1) = k.columns
               or i.columns[1] = ${tenant} and array(select c from unnest(i.columns[2:cardinality(k.columns) + 1]) c order by 1) = k.columns)`,
        )
        if (unserved.length > 0) throw new Error(`${id} has no index under ${JSON.stringify(unserved)}`)
      }
      for (const { id, table, ownership } of owned) {
        if (ownership.kind !== 'direct') continue
        await expectTrue(
          arena,
          `select exists (select from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
         where i.indrelid = '${table.schema}.${table.name}'::regclass and i.indpred is null and a.attname = '${ownership.column}') as ok`,
          `${id} has no index that leads with its tenant`,
        )
      }
    },
  ),
  check('every tenant column refers to the root', async (arena, world) => {
    for (const { id, table, ownership } of world.graph.tables) {
      if (ownership.kind !== 'direct') continue
      await expectTrue(
        arena,
        `select exists (select from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
         where c.contype = 'f' and c.convalidated and cardinality(c.conkey) = 1 and a.attname = '${ownership.column}'
           and c.conrelid = '${table.schema}.${table.name}'::regclass and c.confrelid = '${world.graph.root}'::regclass) as ok`,
        id,
      )
    }
  }),
  check("the app reads the manifest's hash and cannot claim another", async (arena, world) => {
    const read = await arena.attempt(app(world, world.a), 'select hash from tenantry.manifest')
    if (!read.ok || read.rows[0]?.hash !== world.manifestHash)
      throw new Error(`hash: ${JSON.stringify(read)}`)
    for (const actor of [app(world, world.a), admin(world), lifecycle(world, world.a), login(world)]) {
      expectRefused(await arena.attempt(actor, "update tenantry.manifest set hash = 'x'"), 'update')
      expectRefused(await arena.attempt(actor, 'delete from tenantry.manifest'), 'delete')
    }
  }),
  check("the login reads the manifest's hash where it reads nothing else", async (arena, world) => {
    const read = await arena.attempt(
      login(world),
      `select obj_description(c.oid, 'pg_class') as comment from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'tenantry' and c.relname = 'manifest'`,
    )
    if (!read.ok || read.rows[0]?.comment !== `tenantry manifest 1 ${world.manifestHash}`)
      throw new Error(`comment: ${JSON.stringify(read)}`)
    for (const actor of [app(world, world.a), admin(world), lifecycle(world, world.a), login(world)]) {
      expectRefused(await arena.attempt(actor, "comment on table tenantry.manifest is 'x'"), 'comment')
    }
  }),
  check('a grant on the keys that somebody adds later shows none', (arena, world) =>
    arena.after(
      `insert into tenantry.seal_key (kid, ipad, opad) values ('x', decode(repeat('00', 64), 'hex'), decode(repeat('00', 64), 'hex'));
       grant usage on schema tenantry to ${world.login}; grant select on tenantry.seal_key to ${world.login}, ${world.roles.app}`,
      async () => {
        for (const actor of [login(world), app(world, world.a)]) {
          expectCount(await arena.attempt(actor, 'select from tenantry.seal_key'), 0, 'keys')
        }
      },
    ),
  ),
  check(
    'the keys of the seal are read by nobody, the owner of the tables included',
    async (arena, world: World) => {
      for (const actor of [
        login(world),
        app(world, world.a),
        lifecycle(world, world.a),
        admin(world),
        owner(world),
      ]) {
        expectRefused(await arena.attempt(actor, 'select from tenantry.seal_key'), 'select')
        expectRefused(await arena.attempt(actor, 'delete from tenantry.seal_key'), 'delete')
      }
    },
  ),
]
