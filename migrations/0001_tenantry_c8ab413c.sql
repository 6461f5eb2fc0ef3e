-- Tenant isolation, written by `tenantry gen` from the marked schema. Do not edit: change the schema and run it again.
-- Each command stands under what it protects against; generated/tenancy.md draws the whole.
-- whoever runs inside withTenant: no login, no bypass, subject to every policy
do $$ begin
  if not exists (select from pg_roles where rolname = 'tenantry_app') then
    create role "tenantry_app" nologin nosuperuser nobypassrls nocreatedb nocreaterole noreplication;
  elsif exists (select from pg_roles where rolname = 'tenantry_app' and (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolreplication)) then
    raise exception 'tenantry: role % may bypass or log in; make it NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION', 'tenantry_app';
  end if;
end $$;
--> statement-breakpoint
-- whoever runs inside acrossTenants: sees all tenants by policy, never by BYPASSRLS
do $$ begin
  if not exists (select from pg_roles where rolname = 'tenantry_admin') then
    create role "tenantry_admin" nologin nosuperuser nobypassrls nocreatedb nocreaterole noreplication;
  elsif exists (select from pg_roles where rolname = 'tenantry_admin' and (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolreplication)) then
    raise exception 'tenantry: role % may bypass or log in; make it NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION', 'tenantry_admin';
  end if;
end $$;
--> statement-breakpoint
-- whoever exports, imports or erases: inside one tenant's policies, so that no plan can touch another tenant
do $$ begin
  if not exists (select from pg_roles where rolname = 'tenantry_lifecycle') then
    create role "tenantry_lifecycle" nologin nosuperuser nobypassrls nocreatedb nocreaterole noreplication;
  elsif exists (select from pg_roles where rolname = 'tenantry_lifecycle' and (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolreplication)) then
    raise exception 'tenantry: role % may bypass or log in; make it NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION', 'tenantry_lifecycle';
  end if;
end $$;
--> statement-breakpoint
-- owns the seal's keys and the function that checks them, and nothing else
do $$ begin
  if not exists (select from pg_roles where rolname = 'tenantry_seal') then
    create role "tenantry_seal" nologin nosuperuser nobypassrls nocreatedb nocreaterole noreplication;
  elsif exists (select from pg_roles where rolname = 'tenantry_seal' and (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolreplication)) then
    raise exception 'tenantry: role % may bypass or log in; make it NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION', 'tenantry_seal';
  end if;
end $$;
--> statement-breakpoint
-- tenantry_login inherits nothing: outside a tenancy transaction it can touch no table
do $$ begin
  if not exists (select from pg_roles where rolname = 'tenantry_login') then
    create role "tenantry_login" login noinherit nosuperuser nobypassrls nocreatedb nocreaterole noreplication;
  elsif exists (select from pg_roles where rolname = 'tenantry_login' and (rolsuper or rolbypassrls or rolcreaterole or rolreplication)) then
    raise exception 'tenantry: login % passes policies by; make it NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION', 'tenantry_login';
  elsif exists (select from pg_roles where rolname = 'tenantry_login' and rolinherit) then
    alter role "tenantry_login" noinherit;
  end if;
end $$;
--> statement-breakpoint
-- tenantry_login may become tenantry_app for the length of a transaction, and is not tenantry_app before or after
do $$ begin
  if not pg_has_role('tenantry_login', 'tenantry_app', 'member') or pg_has_role('tenantry_login', 'tenantry_app', 'usage') then
    if current_setting('server_version_num')::int >= 160000 then
      execute 'grant "tenantry_app" to "tenantry_login" with inherit false, set true';
    else
      execute 'grant "tenantry_app" to "tenantry_login"';
    end if;
  end if;
end $$;
--> statement-breakpoint
-- a temporary table shadows a real one and outlives the transaction on a pooled connection: one tenant's rows would land in another's
do $$ begin
  if has_database_privilege('public', current_database(), 'temporary') then
    execute format('revoke temporary on database %I from public', current_database());
  end if;
end $$;
--> statement-breakpoint
-- nobody plants functions, operators or tables in public that other people's queries would find
do $$ begin
  if has_schema_privilege('public', 'public', 'create') then
    revoke create on schema "public" from public;
  end if;
end $$;
--> statement-breakpoint
-- the three roles may name the tables in public; what they may do with them is granted table by table
grant usage on schema "public" to "tenantry_app", "tenantry_admin", "tenantry_lifecycle";
--> statement-breakpoint
-- what tenantry needs in the database, apart from the app's own tables
create schema if not exists "tenantry";
--> statement-breakpoint
-- for the length of this migration, functions may be handed to their owners
do $$ declare
  super boolean := (select rolsuper from pg_roles where rolname = current_user);
  options text := case when current_setting('server_version_num')::int >= 160000 then ' with inherit true, set true' else '' end;
begin
  if not super and not pg_has_role(current_user, 'tenantry_seal', 'usage') then
    execute format('grant "tenantry_seal" to %I', current_user) || options;
  end if;
  if not super and not pg_has_role(current_user, 'tenantry_admin', 'usage') then
    execute format('grant "tenantry_admin" to %I', current_user) || options;
  end if;
end $$;
--> statement-breakpoint
-- nobody plants anything beside the function that every policy trusts
revoke all on schema "tenantry" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_seal", "tenantry_login";
--> statement-breakpoint
-- a tenant reads its own audit entries and the manifest's hash there
grant usage on schema "tenantry" to "tenantry_app", "tenantry_admin", "tenantry_lifecycle";
--> statement-breakpoint
-- the function finds the key table beside it
grant usage on schema "tenantry" to "tenantry_seal";
--> statement-breakpoint
-- the seal's keys, at most two at a time, so that keys rotate; as soon as one is there, a tenant id without its seal is refused
create table if not exists "tenantry"."seal_key" (
  "kid" text primary key,
  "ipad" bytea not null check (length("ipad") = 64),
  "opad" bytea not null check (length("opad") = 64),
  "created_at" timestamptz not null default now()
);
--> statement-breakpoint
-- only tenantry_seal reads the keys; neither the app nor the owner of the tables does
do $$ begin
  grant create on schema "tenantry" to "tenantry_seal";
  alter table "tenantry"."seal_key" owner to "tenantry_seal";
  revoke create on schema "tenantry" from "tenantry_seal";
end $$;
--> statement-breakpoint
-- default privileges may have granted the key table to somebody
revoke all on table "tenantry"."seal_key" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login", current_user;
--> statement-breakpoint
-- whoever is granted the key table later, by mistake or by default privileges, sees no key: only its owner does
alter table "tenantry"."seal_key" enable row level security;
--> statement-breakpoint
-- the tenant of this transaction, proven by the seal; no tenant is an error, never an empty answer
create or replace function "tenantry"."current_tenant"() returns uuid
  language plpgsql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
declare
  tenant text := nullif(current_setting('app.tenant_id', true), '');
  seal text := nullif(current_setting('app.tenant_seal', true), '');
  part text[] := string_to_array(seal, '.');
begin
  if tenant is null then
    raise exception using errcode = '42501', message = 'tenantry: no tenant in this transaction', hint = 'Run the query inside withTenant(db, tenantId, …).';
  end if;
  if cardinality(part) = 5 and part[1] = 'v1' and length(part[3]) = 10 and part[4] in ('0', pg_backend_pid()::text)
    and part[3] collate "C" >= floor(extract(epoch from transaction_timestamp()))::bigint::text
  then
    if exists (
      select from "tenantry"."seal_key" k
      where k.kid = part[2] and part[5] = encode(sha256(k.opad || sha256(k.ipad || convert_to(
        'tenantry.v1|' || part[3] || '|' || part[4] || '|' || octet_length(current_database()) || '|'
          || current_database() || '|' || tenant, 'UTF8'))), 'hex'))
    then
      return tenant::uuid;
    end if;
  end if;
  if exists (select from "tenantry"."seal_key") then
    raise exception using errcode = '42501', message = 'tenantry: no valid seal for this tenant',
      hint = 'withTenant needs the key in TENANTRY_KEY that the database holds; a seal lives for seconds, in one database, in one session.';
  end if;
  return tenant::uuid;
end $$;
--> statement-breakpoint
-- it runs as tenantry_seal, which can read the keys and nothing else
do $$ begin
  grant create on schema "tenantry" to "tenantry_seal";
  alter function "tenantry"."current_tenant"() owner to "tenantry_seal";
  revoke create on schema "tenantry" from "tenantry_seal";
end $$;
--> statement-breakpoint
-- functions are executable by PUBLIC unless that is taken back
revoke all on function "tenantry"."current_tenant"() from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- policies call it as the role that runs the query
grant execute on function "tenantry"."current_tenant"() to "tenantry_app", "tenantry_admin", "tenantry_lifecycle";
--> statement-breakpoint
-- who did what to which tenant: append-only
create table if not exists "tenantry"."security_audit_log" (
  "id" bigint generated always as identity primary key,
  "at" timestamptz not null default now(),
  "tenant_id" text,
  "actor" text,
  "event" text not null,
  "details" jsonb not null default '{}'::jsonb
);
--> statement-breakpoint
-- no UPDATE, DELETE or TRUNCATE for any role that the app can reach
revoke all on table "tenantry"."security_audit_log" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- the numbers say how much happens in all tenants, and whoever resets them makes new entries collide
revoke all on sequence "tenantry"."security_audit_log_id_seq" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- entries are added with the time and number that the database gives, and read back
grant select, insert ("tenant_id", "actor", "event", "details") on table "tenantry"."security_audit_log" to "tenantry_app", "tenantry_admin", "tenantry_lifecycle";
--> statement-breakpoint
-- a tenant reads its own entries only
create policy "tenantry_select" on "tenantry"."security_audit_log"
  as permissive for select to "tenantry_app", "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()::text));
--> statement-breakpoint
-- a tenant cannot write an entry in another's name
create policy "tenantry_insert" on "tenantry"."security_audit_log"
  as permissive for insert to "tenantry_app", "tenantry_lifecycle"
  with check ("tenant_id" = (select "tenantry"."current_tenant"()::text));
--> statement-breakpoint
-- tenantry_admin reads all entries and adds its own
create policy "tenantry_admin" on "tenantry"."security_audit_log"
  as permissive for all to "tenantry_admin"
  using (true)
  with check (true);
--> statement-breakpoint
-- a permissive policy that is added later opens nothing
create policy "tenantry_guard" on "tenantry"."security_audit_log"
  as restrictive for all to "tenantry_app", "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()::text))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()::text));
--> statement-breakpoint
-- the policies hold for every role, the owner included
alter table "tenantry"."security_audit_log" enable row level security, force row level security;
--> statement-breakpoint
-- says which manifest this database was brought to, so that an app can refuse to start on another one
create table if not exists "tenantry"."manifest" (
  "id" boolean primary key default true check ("id"),
  "version" integer not null,
  "hash" text not null,
  "applied_at" timestamptz not null default now()
);
--> statement-breakpoint
-- nobody can claim another state
revoke all on table "tenantry"."manifest" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- the app compares it with its own manifest
grant select on table "tenantry"."manifest" to "tenantry_app", "tenantry_admin", "tenantry_lifecycle";
--> statement-breakpoint
-- == public.documents: rows of the tenant in tenant_id
-- what the composite foreign keys below point at: a row together with its tenant
alter table "public"."documents" add constraint "documents_tenant_id_id_tenant_key" unique ("tenant_id", "id");
--> statement-breakpoint
-- == public.projects: rows of the tenant in tenant_id
-- what the composite foreign keys below point at: a row together with its tenant
alter table "public"."projects" add constraint "projects_tenant_id_id_tenant_key" unique ("tenant_id", "id");
--> statement-breakpoint
-- == public.tasks: rows of the tenant in tenant_id
-- what the composite foreign keys below point at: a row together with its tenant
alter table "public"."tasks" add constraint "tasks_tenant_id_id_tenant_key" unique ("tenant_id", "id");
--> statement-breakpoint
-- == public.comments: rows of the tenant in tenant_id
-- a delete in public.tasks finds the rows that refer to it without reading the whole table
create index "comments_task_id_tenant_id_tenant_idx" on "public"."comments" ("task_id", "tenant_id");
--> statement-breakpoint
-- a delete in public.invoice_lines finds the rows that refer to it without reading the whole table
create index "comments_invoice_line_id_tenant_id_tenant_idx" on "public"."comments" ("invoice_line_id", "tenant_id");
--> statement-breakpoint
-- one tenant's rows are found without reading everybody's
create index "comments_tenant_id_tenant_idx" on "public"."comments" ("tenant_id");
--> statement-breakpoint
-- == public.contacts: rows of the tenant in tenant_id; rows without tenant are read by all
-- one tenant's rows are found without reading everybody's
create index "contacts_tenant_id_tenant_idx" on "public"."contacts" ("tenant_id");
--> statement-breakpoint
-- == public.invoice_line_notes: rows belong to their row of public.invoice_lines (invoice_line_id → invoice_id)
-- a delete in public.invoice_lines finds the rows that refer to it without reading the whole table
create index "invoice_line_notes_invoice_line_id_tenant_idx" on "public"."invoice_line_notes" ("invoice_line_id");
--> statement-breakpoint
-- == public.invoices: rows of the tenant in tenant_id
-- a delete in public.projects finds the rows that refer to it without reading the whole table
create index "invoices_project_id_tenant_id_tenant_idx" on "public"."invoices" ("project_id", "tenant_id");
--> statement-breakpoint
-- a delete in public.contacts finds the rows that refer to it without reading the whole table
create index "invoices_contact_id_tenant_id_tenant_idx" on "public"."invoices" ("contact_id", "tenant_id");
--> statement-breakpoint
-- a delete in public.documents finds the rows that refer to it without reading the whole table
create index "invoices_document_id_tenant_id_tenant_idx" on "public"."invoices" ("document_id", "tenant_id");
--> statement-breakpoint
-- == public.projects: rows of the tenant in tenant_id
-- a delete in public.documents finds the rows that refer to it without reading the whole table
create index "projects_cover_document_id_tenant_id_tenant_idx" on "public"."projects" ("cover_document_id", "tenant_id");
--> statement-breakpoint
-- a delete in public.memberships finds the rows that refer to it without reading the whole table
create index "projects_lead_id_tenant_id_tenant_idx" on "public"."projects" ("lead_id", "tenant_id");
--> statement-breakpoint
-- == public.tasks: rows of the tenant in tenant_id
-- a delete in public.tasks finds the rows that refer to it without reading the whole table
create index "tasks_parent_id_tenant_id_tenant_idx" on "public"."tasks" ("parent_id", "tenant_id");
--> statement-breakpoint
-- a delete in public.documents finds the rows that refer to it without reading the whole table
create index "tasks_document_id_tenant_id_tenant_idx" on "public"."tasks" ("document_id", "tenant_id");
--> statement-breakpoint
-- == public.comments: rows of the tenant in tenant_id
-- a row belongs to a tenant that exists
alter table "public"."comments" add constraint "comments_tenant_id_tenant_root_fk" foreign key ("tenant_id") references "public"."tenants" ("id") on delete no action;
--> statement-breakpoint
-- a row cannot point at another tenant's tasks: Postgres checks foreign keys past row-level security, so the simple key alone would let it
alter table "public"."comments" add constraint "comments_task_id_tenant_fk" foreign key ("tenant_id", "task_id") references "public"."tasks" ("tenant_id", "id") on delete cascade;
--> statement-breakpoint
-- == public.contacts: rows of the tenant in tenant_id; rows without tenant are read by all
-- a row belongs to a tenant that exists
alter table "public"."contacts" add constraint "contacts_tenant_id_tenant_root_fk" foreign key ("tenant_id") references "public"."tenants" ("id") on delete no action;
--> statement-breakpoint
-- == public.documents: rows of the tenant in tenant_id
-- a row belongs to a tenant that exists
alter table "public"."documents" add constraint "documents_tenant_id_tenant_root_fk" foreign key ("tenant_id") references "public"."tenants" ("id") on delete no action;
--> statement-breakpoint
-- a row cannot point at another tenant's projects: Postgres checks foreign keys past row-level security, so the simple key alone would let it
alter table "public"."documents" add constraint "documents_project_id_tenant_fk" foreign key ("tenant_id", "project_id") references "public"."projects" ("tenant_id", "id") on delete cascade;
--> statement-breakpoint
-- == public.invoices: rows of the tenant in tenant_id
-- a row belongs to a tenant that exists
alter table "public"."invoices" add constraint "invoices_tenant_id_tenant_root_fk" foreign key ("tenant_id") references "public"."tenants" ("id") on delete no action;
--> statement-breakpoint
-- a row cannot point at another tenant's projects: Postgres checks foreign keys past row-level security, so the simple key alone would let it
alter table "public"."invoices" add constraint "invoices_project_id_tenant_fk" foreign key ("tenant_id", "project_id") references "public"."projects" ("tenant_id", "id") on delete set null ("project_id");
--> statement-breakpoint
-- a row cannot point at another tenant's documents: Postgres checks foreign keys past row-level security, so the simple key alone would let it
alter table "public"."invoices" add constraint "invoices_document_id_tenant_fk" foreign key ("tenant_id", "document_id") references "public"."documents" ("tenant_id", "id") on delete restrict;
--> statement-breakpoint
-- == public.memberships: rows of the tenant in tenant_id
-- a row belongs to a tenant that exists
alter table "public"."memberships" add constraint "memberships_tenant_id_tenant_root_fk" foreign key ("tenant_id") references "public"."tenants" ("id") on delete no action;
--> statement-breakpoint
-- == public.projects: rows of the tenant in tenant_id
-- a row belongs to a tenant that exists
alter table "public"."projects" add constraint "projects_tenant_id_tenant_root_fk" foreign key ("tenant_id") references "public"."tenants" ("id") on delete no action;
--> statement-breakpoint
-- a row cannot point at another tenant's documents: Postgres checks foreign keys past row-level security, so the simple key alone would let it
alter table "public"."projects" add constraint "projects_cover_document_id_tenant_fk" foreign key ("tenant_id", "cover_document_id") references "public"."documents" ("tenant_id", "id") on delete set null ("cover_document_id");
--> statement-breakpoint
-- == public.tasks: rows of the tenant in tenant_id
-- a row belongs to a tenant that exists
alter table "public"."tasks" add constraint "tasks_tenant_id_tenant_root_fk" foreign key ("tenant_id") references "public"."tenants" ("id") on delete no action;
--> statement-breakpoint
-- a row cannot point at another tenant's projects: Postgres checks foreign keys past row-level security, so the simple key alone would let it
alter table "public"."tasks" add constraint "tasks_project_id_tenant_fk" foreign key ("tenant_id", "project_id") references "public"."projects" ("tenant_id", "id") on delete cascade;
--> statement-breakpoint
-- a row cannot point at another tenant's tasks: Postgres checks foreign keys past row-level security, so the simple key alone would let it
alter table "public"."tasks" add constraint "tasks_parent_id_tenant_fk" foreign key ("tenant_id", "parent_id") references "public"."tasks" ("tenant_id", "id") on delete no action;
--> statement-breakpoint
-- a row cannot point at another tenant's documents: Postgres checks foreign keys past row-level security, so the simple key alone would let it
alter table "public"."tasks" add constraint "tasks_document_id_tenant_fk" foreign key ("tenant_id", "document_id") references "public"."documents" ("tenant_id", "id") on delete set default ("document_id");
--> statement-breakpoint
-- == public.comments: rows of the tenant in tenant_id
-- says whether a row of this tenant in public.comments has had this (author_id) before: who has left stays named, and the row can be changed
create or replace function "tenantry"."public_comments_author_id_is_kept"(integer, uuid) returns boolean
  language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select 1 from "public"."comments" "tenantry_target" where "tenantry_target"."id" = $1 and "tenantry_target"."author_id" = $2 and "tenantry_target"."tenant_id" = (select "tenantry"."current_tenant"()))
  $$;
--> statement-breakpoint
-- it must see the row whatever policies lead back to the table that asks; its own condition names the tenant
do $$ begin
  grant create on schema "tenantry" to "tenantry_admin";
  alter function "tenantry"."public_comments_author_id_is_kept"(integer, uuid) owner to "tenantry_admin";
  revoke create on schema "tenantry" from "tenantry_admin";
end $$;
--> statement-breakpoint
-- functions are executable by PUBLIC unless that is taken back
revoke all on function "tenantry"."public_comments_author_id_is_kept"(integer, uuid) from public, "tenantry_app", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- policies call it as the role that runs the query
grant execute on function "tenantry"."public_comments_author_id_is_kept"(integer, uuid) to "tenantry_app", "tenantry_lifecycle";
--> statement-breakpoint
-- == public.memberships: rows of the tenant in tenant_id
-- says whether public.memberships (user_id) may point at a row of public.users: only at one that this tenant sees
create or replace function "tenantry"."public_memberships_user_id_may_refer"(uuid) returns boolean
  language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select 1 from "public"."users" "tenantry_target" where "tenantry_target"."id" = $1 and exists (select 1 from "public"."memberships" "tenantry_member_0" where "tenantry_member_0"."user_id" = "tenantry_target"."id" and "tenantry_member_0"."tenant_id" = (select "tenantry"."current_tenant"())))
  $$;
--> statement-breakpoint
-- it must see the row whatever policies lead back to the table that asks; its own condition names the tenant
do $$ begin
  grant create on schema "tenantry" to "tenantry_admin";
  alter function "tenantry"."public_memberships_user_id_may_refer"(uuid) owner to "tenantry_admin";
  revoke create on schema "tenantry" from "tenantry_admin";
end $$;
--> statement-breakpoint
-- functions are executable by PUBLIC unless that is taken back
revoke all on function "tenantry"."public_memberships_user_id_may_refer"(uuid) from public, "tenantry_app", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- policies call it as the role that runs the query
grant execute on function "tenantry"."public_memberships_user_id_may_refer"(uuid) to "tenantry_app", "tenantry_lifecycle";
--> statement-breakpoint
-- == public.tasks: rows of the tenant in tenant_id
-- says whether a row of this tenant in public.tasks has had this (assignee_id) before: who has left stays named, and the row can be changed
create or replace function "tenantry"."public_tasks_assignee_id_is_kept"(uuid, uuid) returns boolean
  language sql stable parallel safe security definer set search_path = pg_catalog, pg_temp as $$
    select exists (select 1 from "public"."tasks" "tenantry_target" where "tenantry_target"."id" = $1 and "tenantry_target"."assignee_id" = $2 and "tenantry_target"."tenant_id" = (select "tenantry"."current_tenant"()))
  $$;
--> statement-breakpoint
-- it must see the row whatever policies lead back to the table that asks; its own condition names the tenant
do $$ begin
  grant create on schema "tenantry" to "tenantry_admin";
  alter function "tenantry"."public_tasks_assignee_id_is_kept"(uuid, uuid) owner to "tenantry_admin";
  revoke create on schema "tenantry" from "tenantry_admin";
end $$;
--> statement-breakpoint
-- functions are executable by PUBLIC unless that is taken back
revoke all on function "tenantry"."public_tasks_assignee_id_is_kept"(uuid, uuid) from public, "tenantry_app", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- policies call it as the role that runs the query
grant execute on function "tenantry"."public_tasks_assignee_id_is_kept"(uuid, uuid) to "tenantry_app", "tenantry_lifecycle";
--> statement-breakpoint
-- == public.comments: rows of the tenant in tenant_id
-- earlier grants are taken back, TRUNCATE, REFERENCES and TRIGGER among them: TRUNCATE passes every policy by
revoke all on table "public"."comments" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- inside a tenant: exactly what a table of kind direct allows
grant select, insert, update, delete on table "public"."comments" to "tenantry_app";
--> statement-breakpoint
-- tenantry_admin works across tenants, under its own policy
grant select, insert, update, delete on table "public"."comments" to "tenantry_admin";
--> statement-breakpoint
-- tenantry_lifecycle exports, imports and erases one tenant, under that tenant's policies
grant select, insert, update, delete on table "public"."comments" to "tenantry_lifecycle";
--> statement-breakpoint
-- the numbers of id say how much all tenants write: nobody reads or resets the sequence, inserts take the next number
do $$ begin
  execute format('revoke all on sequence %s from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login"', pg_get_serial_sequence('"public"."comments"', 'id')::regclass);
  execute format('grant usage on sequence %s to "tenantry_app", "tenantry_admin", "tenantry_lifecycle"', pg_get_serial_sequence('"public"."comments"', 'id')::regclass);
end $$;
--> statement-breakpoint
-- reads, counts and locks only the tenant's own rows
create policy "tenantry_select" on "public"."comments"
  as permissive for select to "tenantry_app"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- adds only the tenant's own rows; a row for another tenant is refused
create policy "tenantry_insert" on "public"."comments"
  as permissive for insert to "tenantry_app"
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("comments"."invoice_line_id" is null or exists (select 1 from "public"."invoice_lines" "tenantry_target" where "tenantry_target"."id" = "comments"."invoice_line_id")) and ("comments"."author_id" is null or exists (select 1 from "public"."users" "tenantry_target" where "tenantry_target"."id" = "comments"."author_id") or "tenantry"."public_comments_author_id_is_kept"("comments"."id", "comments"."author_id")));
--> statement-breakpoint
-- changes only the tenant's own rows, and cannot move them to another tenant
create policy "tenantry_update" on "public"."comments"
  as permissive for update to "tenantry_app"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("comments"."invoice_line_id" is null or exists (select 1 from "public"."invoice_lines" "tenantry_target" where "tenantry_target"."id" = "comments"."invoice_line_id")) and ("comments"."author_id" is null or exists (select 1 from "public"."users" "tenantry_target" where "tenantry_target"."id" = "comments"."author_id") or "tenantry"."public_comments_author_id_is_kept"("comments"."id", "comments"."author_id")));
--> statement-breakpoint
-- deletes only the tenant's own rows
create policy "tenantry_delete" on "public"."comments"
  as permissive for delete to "tenantry_app"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard" on "public"."comments"
  as restrictive for all to "tenantry_app", "tenantry_login"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("comments"."invoice_line_id" is null or exists (select 1 from "public"."invoice_lines" "tenantry_target" where "tenantry_target"."id" = "comments"."invoice_line_id")) and ("comments"."author_id" is null or exists (select 1 from "public"."users" "tenantry_target" where "tenantry_target"."id" = "comments"."author_id") or "tenantry"."public_comments_author_id_is_kept"("comments"."id", "comments"."author_id")));
--> statement-breakpoint
-- reads, counts and locks only the tenant's own rows
create policy "tenantry_lifecycle_select" on "public"."comments"
  as permissive for select to "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- adds only the tenant's own rows; a row for another tenant is refused
create policy "tenantry_lifecycle_insert" on "public"."comments"
  as permissive for insert to "tenantry_lifecycle"
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("comments"."invoice_line_id" is null or exists (select 1 from "public"."invoice_lines" "tenantry_target" where "tenantry_target"."id" = "comments"."invoice_line_id")));
--> statement-breakpoint
-- changes only the tenant's own rows, and cannot move them to another tenant
create policy "tenantry_lifecycle_update" on "public"."comments"
  as permissive for update to "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("comments"."invoice_line_id" is null or exists (select 1 from "public"."invoice_lines" "tenantry_target" where "tenantry_target"."id" = "comments"."invoice_line_id")));
--> statement-breakpoint
-- deletes only the tenant's own rows
create policy "tenantry_lifecycle_delete" on "public"."comments"
  as permissive for delete to "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_lifecycle_guard" on "public"."comments"
  as restrictive for all to "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("comments"."invoice_line_id" is null or exists (select 1 from "public"."invoice_lines" "tenantry_target" where "tenantry_target"."id" = "comments"."invoice_line_id")));
--> statement-breakpoint
-- tenantry_admin (acrossTenants, audited) sees all tenants by this policy alone, so that FORCE can hold for everybody
create policy "tenantry_admin" on "public"."comments"
  as permissive for all to "tenantry_admin"
  using (true)
  with check (true);
--> statement-breakpoint
-- the policies hold for every role, the owner of the table included
alter table "public"."comments" enable row level security, force row level security;
--> statement-breakpoint
-- == public.contacts: rows of the tenant in tenant_id; rows without tenant are read by all
-- earlier grants are taken back, TRUNCATE, REFERENCES and TRIGGER among them: TRUNCATE passes every policy by
revoke all on table "public"."contacts" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- inside a tenant: exactly what a table of kind direct allows
grant select, insert, update, delete on table "public"."contacts" to "tenantry_app";
--> statement-breakpoint
-- tenantry_admin works across tenants, under its own policy
grant select, insert, update, delete on table "public"."contacts" to "tenantry_admin";
--> statement-breakpoint
-- tenantry_lifecycle exports, imports and erases one tenant, under that tenant's policies
grant select, insert, update, delete on table "public"."contacts" to "tenantry_lifecycle";
--> statement-breakpoint
-- reads, counts and locks only the tenant's own rows and the rows that all share
create policy "tenantry_select" on "public"."contacts"
  as permissive for select to "tenantry_app", "tenantry_lifecycle"
  using (("tenant_id" = (select "tenantry"."current_tenant"()) or "tenant_id" is null));
--> statement-breakpoint
-- adds only the tenant's own rows; a row for another tenant is refused
create policy "tenantry_insert" on "public"."contacts"
  as permissive for insert to "tenantry_app", "tenantry_lifecycle"
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- changes only the tenant's own rows, and cannot move them to another tenant
create policy "tenantry_update" on "public"."contacts"
  as permissive for update to "tenantry_app", "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- deletes only the tenant's own rows
create policy "tenantry_delete" on "public"."contacts"
  as permissive for delete to "tenantry_app", "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard_select" on "public"."contacts"
  as restrictive for select to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using (("tenant_id" = (select "tenantry"."current_tenant"()) or "tenant_id" is null));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard_insert" on "public"."contacts"
  as restrictive for insert to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard_update" on "public"."contacts"
  as restrictive for update to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard_delete" on "public"."contacts"
  as restrictive for delete to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- tenantry_admin (acrossTenants, audited) sees all tenants by this policy alone, so that FORCE can hold for everybody
create policy "tenantry_admin" on "public"."contacts"
  as permissive for all to "tenantry_admin"
  using (true)
  with check (true);
--> statement-breakpoint
-- the policies hold for every role, the owner of the table included
alter table "public"."contacts" enable row level security, force row level security;
--> statement-breakpoint
-- == public.documents: rows of the tenant in tenant_id
-- earlier grants are taken back, TRUNCATE, REFERENCES and TRIGGER among them: TRUNCATE passes every policy by
revoke all on table "public"."documents" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- inside a tenant: exactly what a table of kind direct allows
grant select, insert, update, delete on table "public"."documents" to "tenantry_app";
--> statement-breakpoint
-- tenantry_admin works across tenants, under its own policy
grant select, insert, update, delete on table "public"."documents" to "tenantry_admin";
--> statement-breakpoint
-- tenantry_lifecycle exports, imports and erases one tenant, under that tenant's policies
grant select, insert, update, delete on table "public"."documents" to "tenantry_lifecycle";
--> statement-breakpoint
-- reads, counts and locks only the tenant's own rows
create policy "tenantry_select" on "public"."documents"
  as permissive for select to "tenantry_app", "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- adds only the tenant's own rows; a row for another tenant is refused
create policy "tenantry_insert" on "public"."documents"
  as permissive for insert to "tenantry_app", "tenantry_lifecycle"
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- changes only the tenant's own rows, and cannot move them to another tenant
create policy "tenantry_update" on "public"."documents"
  as permissive for update to "tenantry_app", "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- deletes only the tenant's own rows
create policy "tenantry_delete" on "public"."documents"
  as permissive for delete to "tenantry_app", "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard" on "public"."documents"
  as restrictive for all to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- tenantry_admin (acrossTenants, audited) sees all tenants by this policy alone, so that FORCE can hold for everybody
create policy "tenantry_admin" on "public"."documents"
  as permissive for all to "tenantry_admin"
  using (true)
  with check (true);
--> statement-breakpoint
-- the policies hold for every role, the owner of the table included
alter table "public"."documents" enable row level security, force row level security;
--> statement-breakpoint
-- == public.invoice_line_notes: rows belong to their row of public.invoice_lines (invoice_line_id → invoice_id)
-- earlier grants are taken back, TRUNCATE, REFERENCES and TRIGGER among them: TRUNCATE passes every policy by
revoke all on table "public"."invoice_line_notes" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- inside a tenant: exactly what a table of kind through allows
grant select, insert, update, delete on table "public"."invoice_line_notes" to "tenantry_app";
--> statement-breakpoint
-- tenantry_admin works across tenants, under its own policy
grant select, insert, update, delete on table "public"."invoice_line_notes" to "tenantry_admin";
--> statement-breakpoint
-- tenantry_lifecycle exports, imports and erases one tenant, under that tenant's policies
grant select, insert, update, delete on table "public"."invoice_line_notes" to "tenantry_lifecycle";
--> statement-breakpoint
-- reads, counts and locks only rows whose public.invoice_lines row is the tenant's
create policy "tenantry_select" on "public"."invoice_line_notes"
  as permissive for select to "tenantry_app", "tenantry_lifecycle"
  using (exists (select 1 from "public"."invoice_lines" "tenantry_parent" where "tenantry_parent"."id" = "invoice_line_notes"."invoice_line_id"));
--> statement-breakpoint
-- adds only rows whose public.invoice_lines row is the tenant's; a row for another tenant is refused
create policy "tenantry_insert" on "public"."invoice_line_notes"
  as permissive for insert to "tenantry_app", "tenantry_lifecycle"
  with check (exists (select 1 from "public"."invoice_lines" "tenantry_parent" where "tenantry_parent"."id" = "invoice_line_notes"."invoice_line_id"));
--> statement-breakpoint
-- changes only rows whose public.invoice_lines row is the tenant's, and cannot move them to another tenant
create policy "tenantry_update" on "public"."invoice_line_notes"
  as permissive for update to "tenantry_app", "tenantry_lifecycle"
  using (exists (select 1 from "public"."invoice_lines" "tenantry_parent" where "tenantry_parent"."id" = "invoice_line_notes"."invoice_line_id"))
  with check (exists (select 1 from "public"."invoice_lines" "tenantry_parent" where "tenantry_parent"."id" = "invoice_line_notes"."invoice_line_id"));
--> statement-breakpoint
-- deletes only rows whose public.invoice_lines row is the tenant's
create policy "tenantry_delete" on "public"."invoice_line_notes"
  as permissive for delete to "tenantry_app", "tenantry_lifecycle"
  using (exists (select 1 from "public"."invoice_lines" "tenantry_parent" where "tenantry_parent"."id" = "invoice_line_notes"."invoice_line_id"));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard" on "public"."invoice_line_notes"
  as restrictive for all to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using (exists (select 1 from "public"."invoice_lines" "tenantry_parent" where "tenantry_parent"."id" = "invoice_line_notes"."invoice_line_id"))
  with check (exists (select 1 from "public"."invoice_lines" "tenantry_parent" where "tenantry_parent"."id" = "invoice_line_notes"."invoice_line_id"));
--> statement-breakpoint
-- tenantry_admin (acrossTenants, audited) sees all tenants by this policy alone, so that FORCE can hold for everybody
create policy "tenantry_admin" on "public"."invoice_line_notes"
  as permissive for all to "tenantry_admin"
  using (true)
  with check (true);
--> statement-breakpoint
-- the policies hold for every role, the owner of the table included
alter table "public"."invoice_line_notes" enable row level security, force row level security;
--> statement-breakpoint
-- == public.invoice_lines: rows belong to their row of public.invoices (invoice_id)
-- earlier grants are taken back, TRUNCATE, REFERENCES and TRIGGER among them: TRUNCATE passes every policy by
revoke all on table "public"."invoice_lines" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- inside a tenant: exactly what a table of kind through allows
grant select, insert, update, delete on table "public"."invoice_lines" to "tenantry_app";
--> statement-breakpoint
-- tenantry_admin works across tenants, under its own policy
grant select, insert, update, delete on table "public"."invoice_lines" to "tenantry_admin";
--> statement-breakpoint
-- tenantry_lifecycle exports, imports and erases one tenant, under that tenant's policies
grant select, insert, update, delete on table "public"."invoice_lines" to "tenantry_lifecycle";
--> statement-breakpoint
-- the numbers of id say how much all tenants write: nobody reads or resets the sequence
do $$ begin
  execute format('revoke all on sequence %s from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login"', pg_get_serial_sequence('"public"."invoice_lines"', 'id')::regclass);
end $$;
--> statement-breakpoint
-- reads, counts and locks only rows whose public.invoices row is the tenant's
create policy "tenantry_select" on "public"."invoice_lines"
  as permissive for select to "tenantry_app", "tenantry_lifecycle"
  using (exists (select 1 from "public"."invoices" "tenantry_parent" where "tenantry_parent"."id" = "invoice_lines"."invoice_id"));
--> statement-breakpoint
-- adds only rows whose public.invoices row is the tenant's; a row for another tenant is refused
create policy "tenantry_insert" on "public"."invoice_lines"
  as permissive for insert to "tenantry_app", "tenantry_lifecycle"
  with check (exists (select 1 from "public"."invoices" "tenantry_parent" where "tenantry_parent"."id" = "invoice_lines"."invoice_id"));
--> statement-breakpoint
-- changes only rows whose public.invoices row is the tenant's, and cannot move them to another tenant
create policy "tenantry_update" on "public"."invoice_lines"
  as permissive for update to "tenantry_app", "tenantry_lifecycle"
  using (exists (select 1 from "public"."invoices" "tenantry_parent" where "tenantry_parent"."id" = "invoice_lines"."invoice_id"))
  with check (exists (select 1 from "public"."invoices" "tenantry_parent" where "tenantry_parent"."id" = "invoice_lines"."invoice_id"));
--> statement-breakpoint
-- deletes only rows whose public.invoices row is the tenant's
create policy "tenantry_delete" on "public"."invoice_lines"
  as permissive for delete to "tenantry_app", "tenantry_lifecycle"
  using (exists (select 1 from "public"."invoices" "tenantry_parent" where "tenantry_parent"."id" = "invoice_lines"."invoice_id"));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard" on "public"."invoice_lines"
  as restrictive for all to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using (exists (select 1 from "public"."invoices" "tenantry_parent" where "tenantry_parent"."id" = "invoice_lines"."invoice_id"))
  with check (exists (select 1 from "public"."invoices" "tenantry_parent" where "tenantry_parent"."id" = "invoice_lines"."invoice_id"));
--> statement-breakpoint
-- tenantry_admin (acrossTenants, audited) sees all tenants by this policy alone, so that FORCE can hold for everybody
create policy "tenantry_admin" on "public"."invoice_lines"
  as permissive for all to "tenantry_admin"
  using (true)
  with check (true);
--> statement-breakpoint
-- the policies hold for every role, the owner of the table included
alter table "public"."invoice_lines" enable row level security, force row level security;
--> statement-breakpoint
-- == public.invoices: rows of the tenant in tenant_id
-- earlier grants are taken back, TRUNCATE, REFERENCES and TRIGGER among them: TRUNCATE passes every policy by
revoke all on table "public"."invoices" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- inside a tenant: exactly what a table of kind direct allows
grant select, insert, update, delete on table "public"."invoices" to "tenantry_app";
--> statement-breakpoint
-- tenantry_admin works across tenants, under its own policy
grant select, insert, update, delete on table "public"."invoices" to "tenantry_admin";
--> statement-breakpoint
-- tenantry_lifecycle exports, imports and erases one tenant, under that tenant's policies
grant select, insert, update, delete on table "public"."invoices" to "tenantry_lifecycle";
--> statement-breakpoint
-- reads, counts and locks only the tenant's own rows
create policy "tenantry_select" on "public"."invoices"
  as permissive for select to "tenantry_app", "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- adds only the tenant's own rows; a row for another tenant is refused
create policy "tenantry_insert" on "public"."invoices"
  as permissive for insert to "tenantry_app", "tenantry_lifecycle"
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("invoices"."contact_id" is null or exists (select 1 from "public"."contacts" "tenantry_target" where "tenantry_target"."id" = "invoices"."contact_id")));
--> statement-breakpoint
-- changes only the tenant's own rows, and cannot move them to another tenant
create policy "tenantry_update" on "public"."invoices"
  as permissive for update to "tenantry_app", "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("invoices"."contact_id" is null or exists (select 1 from "public"."contacts" "tenantry_target" where "tenantry_target"."id" = "invoices"."contact_id")));
--> statement-breakpoint
-- deletes only the tenant's own rows
create policy "tenantry_delete" on "public"."invoices"
  as permissive for delete to "tenantry_app", "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard" on "public"."invoices"
  as restrictive for all to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("invoices"."contact_id" is null or exists (select 1 from "public"."contacts" "tenantry_target" where "tenantry_target"."id" = "invoices"."contact_id")));
--> statement-breakpoint
-- tenantry_admin (acrossTenants, audited) sees all tenants by this policy alone, so that FORCE can hold for everybody
create policy "tenantry_admin" on "public"."invoices"
  as permissive for all to "tenantry_admin"
  using (true)
  with check (true);
--> statement-breakpoint
-- the policies hold for every role, the owner of the table included
alter table "public"."invoices" enable row level security, force row level security;
--> statement-breakpoint
-- == public.jobs: system, out of reach
-- nobody reaches this table through tenantry; an earlier grant to PUBLIC or to the app is taken back
revoke all on table "public"."jobs" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- == public.memberships: rows of the tenant in tenant_id
-- earlier grants are taken back, TRUNCATE, REFERENCES and TRIGGER among them: TRUNCATE passes every policy by
revoke all on table "public"."memberships" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- inside a tenant: exactly what a table of kind direct allows
grant select, update, delete on table "public"."memberships" to "tenantry_app";
--> statement-breakpoint
-- tenantry_admin works across tenants, under its own policy
grant select, insert, update, delete on table "public"."memberships" to "tenantry_admin";
--> statement-breakpoint
-- tenantry_lifecycle exports, imports and erases one tenant, under that tenant's policies
grant select, insert, update, delete on table "public"."memberships" to "tenantry_lifecycle";
--> statement-breakpoint
-- reads, counts and locks only the tenant's own rows
create policy "tenantry_select" on "public"."memberships"
  as permissive for select to "tenantry_app"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- changes only the tenant's own rows, and cannot move them to another tenant
create policy "tenantry_update" on "public"."memberships"
  as permissive for update to "tenantry_app"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("memberships"."user_id" is null or "tenantry"."public_memberships_user_id_may_refer"("memberships"."user_id")));
--> statement-breakpoint
-- deletes only the tenant's own rows
create policy "tenantry_delete" on "public"."memberships"
  as permissive for delete to "tenantry_app"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard" on "public"."memberships"
  as restrictive for all to "tenantry_app", "tenantry_login"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("memberships"."user_id" is null or "tenantry"."public_memberships_user_id_may_refer"("memberships"."user_id")));
--> statement-breakpoint
-- reads, counts and locks only the tenant's own rows
create policy "tenantry_lifecycle_select" on "public"."memberships"
  as permissive for select to "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- adds only the tenant's own rows; a row for another tenant is refused
create policy "tenantry_lifecycle_insert" on "public"."memberships"
  as permissive for insert to "tenantry_lifecycle"
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- changes only the tenant's own rows, and cannot move them to another tenant
create policy "tenantry_lifecycle_update" on "public"."memberships"
  as permissive for update to "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- deletes only the tenant's own rows
create policy "tenantry_lifecycle_delete" on "public"."memberships"
  as permissive for delete to "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_lifecycle_guard" on "public"."memberships"
  as restrictive for all to "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- tenantry_admin (acrossTenants, audited) sees all tenants by this policy alone, so that FORCE can hold for everybody
create policy "tenantry_admin" on "public"."memberships"
  as permissive for all to "tenantry_admin"
  using (true)
  with check (true);
--> statement-breakpoint
-- the policies hold for every role, the owner of the table included
alter table "public"."memberships" enable row level security, force row level security;
--> statement-breakpoint
-- == public.plans: shared by all tenants, read-only
-- earlier grants are taken back, TRUNCATE, REFERENCES and TRIGGER among them: TRUNCATE passes every policy by
revoke all on table "public"."plans" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- inside a tenant: exactly what a table of kind shared allows
grant select on table "public"."plans" to "tenantry_app";
--> statement-breakpoint
-- tenantry_admin works across tenants, under its own policy
grant select, insert, update, delete on table "public"."plans" to "tenantry_admin";
--> statement-breakpoint
-- tenantry_lifecycle exports, imports and erases one tenant, under that tenant's policies
grant select on table "public"."plans" to "tenantry_lifecycle";
--> statement-breakpoint
-- rows that all tenants share: read by all, written by none
create policy "tenantry_select" on "public"."plans"
  as permissive for select to "tenantry_app", "tenantry_lifecycle"
  using (true);
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard_insert" on "public"."plans"
  as restrictive for insert to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  with check (false);
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard_update" on "public"."plans"
  as restrictive for update to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using (false)
  with check (false);
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard_delete" on "public"."plans"
  as restrictive for delete to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using (false);
--> statement-breakpoint
-- tenantry_admin (acrossTenants, audited) sees all tenants by this policy alone, so that FORCE can hold for everybody
create policy "tenantry_admin" on "public"."plans"
  as permissive for all to "tenantry_admin"
  using (true)
  with check (true);
--> statement-breakpoint
-- the policies hold for every role, the owner of the table included
alter table "public"."plans" enable row level security, force row level security;
--> statement-breakpoint
-- == public.projects: rows of the tenant in tenant_id
-- earlier grants are taken back, TRUNCATE, REFERENCES and TRIGGER among them: TRUNCATE passes every policy by
revoke all on table "public"."projects" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- inside a tenant: exactly what a table of kind direct allows
grant select, insert, update, delete on table "public"."projects" to "tenantry_app";
--> statement-breakpoint
-- tenantry_admin works across tenants, under its own policy
grant select, insert, update, delete on table "public"."projects" to "tenantry_admin";
--> statement-breakpoint
-- tenantry_lifecycle exports, imports and erases one tenant, under that tenant's policies
grant select, insert, update, delete on table "public"."projects" to "tenantry_lifecycle";
--> statement-breakpoint
-- reads, counts and locks only the tenant's own rows
create policy "tenantry_select" on "public"."projects"
  as permissive for select to "tenantry_app", "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- adds only the tenant's own rows; a row for another tenant is refused
create policy "tenantry_insert" on "public"."projects"
  as permissive for insert to "tenantry_app", "tenantry_lifecycle"
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- changes only the tenant's own rows, and cannot move them to another tenant
create policy "tenantry_update" on "public"."projects"
  as permissive for update to "tenantry_app", "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- deletes only the tenant's own rows
create policy "tenantry_delete" on "public"."projects"
  as permissive for delete to "tenantry_app", "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard" on "public"."projects"
  as restrictive for all to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- tenantry_admin (acrossTenants, audited) sees all tenants by this policy alone, so that FORCE can hold for everybody
create policy "tenantry_admin" on "public"."projects"
  as permissive for all to "tenantry_admin"
  using (true)
  with check (true);
--> statement-breakpoint
-- the policies hold for every role, the owner of the table included
alter table "public"."projects" enable row level security, force row level security;
--> statement-breakpoint
-- == public.tasks: rows of the tenant in tenant_id
-- earlier grants are taken back, TRUNCATE, REFERENCES and TRIGGER among them: TRUNCATE passes every policy by
revoke all on table "public"."tasks" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- inside a tenant: exactly what a table of kind direct allows
grant select, insert, update, delete on table "public"."tasks" to "tenantry_app";
--> statement-breakpoint
-- tenantry_admin works across tenants, under its own policy
grant select, insert, update, delete on table "public"."tasks" to "tenantry_admin";
--> statement-breakpoint
-- tenantry_lifecycle exports, imports and erases one tenant, under that tenant's policies
grant select, insert, update, delete on table "public"."tasks" to "tenantry_lifecycle";
--> statement-breakpoint
-- reads, counts and locks only the tenant's own rows
create policy "tenantry_select" on "public"."tasks"
  as permissive for select to "tenantry_app"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- adds only the tenant's own rows; a row for another tenant is refused
create policy "tenantry_insert" on "public"."tasks"
  as permissive for insert to "tenantry_app"
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("tasks"."assignee_id" is null or exists (select 1 from "public"."users" "tenantry_target" where "tenantry_target"."id" = "tasks"."assignee_id") or "tenantry"."public_tasks_assignee_id_is_kept"("tasks"."id", "tasks"."assignee_id")));
--> statement-breakpoint
-- changes only the tenant's own rows, and cannot move them to another tenant
create policy "tenantry_update" on "public"."tasks"
  as permissive for update to "tenantry_app"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("tasks"."assignee_id" is null or exists (select 1 from "public"."users" "tenantry_target" where "tenantry_target"."id" = "tasks"."assignee_id") or "tenantry"."public_tasks_assignee_id_is_kept"("tasks"."id", "tasks"."assignee_id")));
--> statement-breakpoint
-- deletes only the tenant's own rows
create policy "tenantry_delete" on "public"."tasks"
  as permissive for delete to "tenantry_app"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard" on "public"."tasks"
  as restrictive for all to "tenantry_app", "tenantry_login"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()) and ("tasks"."assignee_id" is null or exists (select 1 from "public"."users" "tenantry_target" where "tenantry_target"."id" = "tasks"."assignee_id") or "tenantry"."public_tasks_assignee_id_is_kept"("tasks"."id", "tasks"."assignee_id")));
--> statement-breakpoint
-- reads, counts and locks only the tenant's own rows
create policy "tenantry_lifecycle_select" on "public"."tasks"
  as permissive for select to "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- adds only the tenant's own rows; a row for another tenant is refused
create policy "tenantry_lifecycle_insert" on "public"."tasks"
  as permissive for insert to "tenantry_lifecycle"
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- changes only the tenant's own rows, and cannot move them to another tenant
create policy "tenantry_lifecycle_update" on "public"."tasks"
  as permissive for update to "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- deletes only the tenant's own rows
create policy "tenantry_lifecycle_delete" on "public"."tasks"
  as permissive for delete to "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_lifecycle_guard" on "public"."tasks"
  as restrictive for all to "tenantry_lifecycle"
  using ("tenant_id" = (select "tenantry"."current_tenant"()))
  with check ("tenant_id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- tenantry_admin (acrossTenants, audited) sees all tenants by this policy alone, so that FORCE can hold for everybody
create policy "tenantry_admin" on "public"."tasks"
  as permissive for all to "tenantry_admin"
  using (true)
  with check (true);
--> statement-breakpoint
-- the policies hold for every role, the owner of the table included
alter table "public"."tasks" enable row level security, force row level security;
--> statement-breakpoint
-- == public.tenants: root, one row is one tenant (id)
-- earlier grants are taken back, TRUNCATE, REFERENCES and TRIGGER among them: TRUNCATE passes every policy by
revoke all on table "public"."tenants" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- inside a tenant: its own row, without its key and its status
grant select, update ("name", "slug", "plan_id", "created_at") on table "public"."tenants" to "tenantry_app";
--> statement-breakpoint
-- tenantry_admin works across tenants, under its own policy
grant select, insert, update, delete on table "public"."tenants" to "tenantry_admin";
--> statement-breakpoint
-- tenantry_lifecycle exports, imports and erases one tenant, under that tenant's policies
grant select, insert, update, delete on table "public"."tenants" to "tenantry_lifecycle";
--> statement-breakpoint
-- reads, counts and locks only the tenant's own row
create policy "tenantry_select" on "public"."tenants"
  as permissive for select to "tenantry_app", "tenantry_lifecycle"
  using ("id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- adds only the tenant's own row; a row for another tenant is refused
create policy "tenantry_insert" on "public"."tenants"
  as permissive for insert to "tenantry_lifecycle"
  with check ("id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- changes only the tenant's own row, and cannot move them to another tenant
create policy "tenantry_update" on "public"."tenants"
  as permissive for update to "tenantry_app", "tenantry_lifecycle"
  using ("id" = (select "tenantry"."current_tenant"()))
  with check ("id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- deletes only the tenant's own row
create policy "tenantry_delete" on "public"."tenants"
  as permissive for delete to "tenantry_lifecycle"
  using ("id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard" on "public"."tenants"
  as restrictive for all to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using ("id" = (select "tenantry"."current_tenant"()))
  with check ("id" = (select "tenantry"."current_tenant"()));
--> statement-breakpoint
-- tenantry_admin (acrossTenants, audited) sees all tenants by this policy alone, so that FORCE can hold for everybody
create policy "tenantry_admin" on "public"."tenants"
  as permissive for all to "tenantry_admin"
  using (true)
  with check (true);
--> statement-breakpoint
-- the policies hold for every role, the owner of the table included
alter table "public"."tenants" enable row level security, force row level security;
--> statement-breakpoint
-- == public.users: people, seen by the tenants whose members they are (public.memberships)
-- earlier grants are taken back, TRUNCATE, REFERENCES and TRIGGER among them: TRUNCATE passes every policy by
revoke all on table "public"."users" from public, "tenantry_app", "tenantry_admin", "tenantry_lifecycle", "tenantry_login";
--> statement-breakpoint
-- inside a tenant: exactly what a table of kind identity allows
grant select on table "public"."users" to "tenantry_app";
--> statement-breakpoint
-- tenantry_admin works across tenants, under its own policy
grant select, insert, update, delete on table "public"."users" to "tenantry_admin";
--> statement-breakpoint
-- tenantry_lifecycle exports, imports and erases one tenant, under that tenant's policies
grant select on table "public"."users" to "tenantry_lifecycle";
--> statement-breakpoint
-- reads, counts and locks only people who are members of the tenant by public.memberships
create policy "tenantry_select" on "public"."users"
  as permissive for select to "tenantry_app", "tenantry_lifecycle"
  using (exists (select 1 from "public"."memberships" "tenantry_parent" where "tenantry_parent"."user_id" = "users"."id"));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard_select" on "public"."users"
  as restrictive for select to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using (exists (select 1 from "public"."memberships" "tenantry_parent" where "tenantry_parent"."user_id" = "users"."id"));
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard_insert" on "public"."users"
  as restrictive for insert to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  with check (false);
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard_update" on "public"."users"
  as restrictive for update to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using (false)
  with check (false);
--> statement-breakpoint
-- a permissive policy that is added later, by mistake or by an attacker, opens nothing
create policy "tenantry_guard_delete" on "public"."users"
  as restrictive for delete to "tenantry_app", "tenantry_lifecycle", "tenantry_login"
  using (false);
--> statement-breakpoint
-- tenantry_admin (acrossTenants, audited) sees all tenants by this policy alone, so that FORCE can hold for everybody
create policy "tenantry_admin" on "public"."users"
  as permissive for all to "tenantry_admin"
  using (true)
  with check (true);
--> statement-breakpoint
-- the policies hold for every role, the owner of the table included
alter table "public"."users" enable row level security, force row level security;
--> statement-breakpoint
-- an app that was built from another schema can refuse to start
do $$ begin
  insert into "tenantry"."manifest" ("version", "hash") values (1, 'bd2e03b67de4405d83dd4d2d1452eefd09d48d36f690bc8045e5e02d13004c1e')
    on conflict ("id") do update set "version" = excluded."version", "hash" = excluded."hash", "applied_at" = now();
  comment on table "tenantry"."manifest" is 'tenantry manifest 1 bd2e03b67de4405d83dd4d2d1452eefd09d48d36f690bc8045e5e02d13004c1e';
end $$;
--> statement-breakpoint
-- and not longer: whoever migrates cannot read the keys of the seal afterwards
do $$ begin
  if exists (
    select from pg_auth_members m where pg_get_userbyid(m.roleid) = 'tenantry_seal'
      and pg_get_userbyid(m.member) = current_user and pg_get_userbyid(m.grantor) = current_user) then
    execute format('revoke "tenantry_seal" from %I', current_user);
  end if;
  if exists (
    select from pg_auth_members m where pg_get_userbyid(m.roleid) = 'tenantry_admin'
      and pg_get_userbyid(m.member) = current_user and pg_get_userbyid(m.grantor) = current_user) then
    execute format('revoke "tenantry_admin" from %I', current_user);
  end if;
end $$;
