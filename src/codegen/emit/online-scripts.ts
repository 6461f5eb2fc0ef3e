import type { PlanDelta } from '../plan/diff-plan.js'

/**
 * The parts of a migration that drizzle's transaction cannot hold: indexes built concurrently before it, foreign keys
 * validated after it. Keys and indexes in `migrations/online/`, by the migration's tag.
 */
export const onlineScripts = (
  tag: string,
  { added, changed }: PlanDelta,
): readonly (readonly [string, string])[] => {
  const forms = [...added, ...changed.map(({ after }) => after)].flatMap(({ online }) =>
    online === undefined ? [] : [online],
  )
  const before = forms.flatMap((form) => form.before)
  const after = forms.flatMap((form) => form.after)
  return [
    ...(before.length === 0
      ? []
      : [[`online/${tag}_before.sql`, script(beforeHeader(tag), before)] as const]),
    ...(after.length === 0 ? [] : [[`online/${tag}_after.sql`, script(afterHeader(tag), after)] as const]),
  ]
}

const script = (header: string, commands: readonly string[]) =>
  `${header}\n${commands.map((sql) => `${sql};`).join('\n')}\n`

const beforeHeader = (
  tag: string,
) => `-- Run BEFORE the migration ${tag}, outside a transaction (psql -v ON_ERROR_STOP=1 -f …), as the owner of the tables.
-- Builds the indexes without locking writers out. Safe to run again; an index that failed half-way (\\d shows INVALID) must be dropped first.`

// An owner under FORCE would find every key valid, orphans or not: whoever validates must see all rows.
const afterHeader = (
  tag: string,
) => `-- Run AFTER the migration ${tag} (psql -v ON_ERROR_STOP=1 -f …), as a superuser or a role with BYPASSRLS:
-- a foreign key that is validated by an owner under FORCE is marked valid over orphans.
do $$ begin
  if not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) then
    raise exception 'tenantry: % does not see all rows and would validate blindly; run this as a superuser or a role with BYPASSRLS', current_user;
  end if;
end $$;`
