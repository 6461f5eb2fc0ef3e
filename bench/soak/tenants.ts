/** The id of the tenant of that number, from 0 on. */
export const tenantOf = (number: number): string =>
  `50a00000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** Tenants with invoices, lines and contacts of their own, for a superuser to run in the migrated reference database. */
export const fillTenants = (count: number): string => `
  insert into plans (id, name, seats, price) values ('free', 'Free', 3, 0) on conflict do nothing;
  insert into tenants (id, name, slug)
    select ('50a00000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Soak ' || n, 'soak-' || n from generate_series(0, ${count - 1}) n;
  insert into contacts (tenant_id, name)
    select id, 'First of ' || name from tenants where starts_with(slug, 'soak-');
  insert into invoices (tenant_id, number, total)
    select t.id, 'S-' || n, n from tenants t, generate_series(1, 20) n where starts_with(t.slug, 'soak-');
  insert into invoice_lines (invoice_id, description, price)
    select i.id, 'Line of ' || t.name, 1 from invoices i join tenants t on t.id = i.tenant_id where starts_with(t.slug, 'soak-');
  analyze`
