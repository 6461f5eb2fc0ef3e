/**
 * What is to be known of tables by name and of relations by number, with everything that they take columns from. One
 * parameter, the question as JSON, and one text, the answer as JSON: no driver makes anything else of those.
 */
export const originsQuery = `
with recursive question as materialized (
  select $1::pg_catalog.text::pg_catalog.json as it
),
source (taker, oid) as not materialized (
  select inhrelid, inhparent from pg_catalog.pg_inherits
  union all
  select w.ev_class, d.refobjid
  from pg_catalog.pg_rewrite w
  join pg_catalog.pg_depend d
    on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = w.oid
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid <> w.ev_class
  where w.ev_type = '1'
),
relation (oid) as (
  select asked::pg_catalog.oid
  from question, pg_catalog.json_array_elements_text(it -> 'oids') asked
  union
  select c.oid
  from question, pg_catalog.json_array_elements(it -> 'places') place
  join pg_catalog.pg_namespace n on n.nspname = (place ->> 0)::pg_catalog.name
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = (place ->> 1)::pg_catalog.name
  union
  select source.oid from relation join source on source.taker = relation.oid
)
select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
  'oid', c.oid::pg_catalog.int8,
  'schema', n.nspname,
  'name', c.relname,
  'view', c.relkind in ('v', 'm'),
  'columns', (
    select coalesce(pg_catalog.json_object_agg(a.attnum, a.attname), '{}')
    from pg_catalog.pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    and a.attname in (
      select wanted::pg_catalog.name from question, pg_catalog.json_array_elements_text(it -> 'names') wanted
    )
  ),
  'sources', (
    select coalesce(pg_catalog.json_agg(distinct source.oid::pg_catalog.int8), '[]')
    from source where source.taker = c.oid
  )
)), '[]')::pg_catalog.text as answer
from relation
join pg_catalog.pg_class c on c.oid = relation.oid and c.relkind in ('r', 'p', 'f', 'v', 'm')
join pg_catalog.pg_namespace n on n.oid = c.relnamespace`
