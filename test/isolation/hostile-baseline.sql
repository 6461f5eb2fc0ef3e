-- What real databases look like before anybody cares: runs as superuser between the app's own migrations and ours, so
-- that every REVOKE of ours has something to take back.
grant all on all tables in schema public to public, tenantry_login;
grant all on all sequences in schema public to public, tenantry_login;
grant create on schema public to public;
-- USAGE belongs to PUBLIC by default, which would hide a missing grant of ours.
revoke usage on schema public from public;
do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$;
alter default privileges for role tenantry_owner grant all on tables to public, tenantry_login;
alter default privileges for role tenantry_owner grant all on sequences to public, tenantry_login;
alter default privileges for role tenantry_owner grant execute on functions to public, tenantry_login;
alter default privileges for role tenantry_owner grant all on schemas to public, tenantry_login;
