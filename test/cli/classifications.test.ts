import { expect, it } from 'vitest'
import { tinyProject, wholeProject } from './tiny-project.js'

const unmarked = `import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
export const tenants = pgTable('tenants', { id: uuid('id').primaryKey(), name: text('name') })
export const invoices = pgTable('invoices', {
  id: uuid('id').primaryKey(), tenantId: uuid('tenant_id').notNull(), total: text('total'),
})
`

const project = (tables: string) =>
  tinyProject({
    ...wholeProject,
    'schema.ts': unmarked,
    'tenantry.config.ts': `import { defineConfig } from 'tenantry/config'
export default defineConfig({ roles: { logins: ['tiny_login'] }, tables: ${tables} })
`,
  })

it('a schema whose source is not touched is isolated by what the configuration says', async () => {
  const { run, files } = await project(
    "{ tenants: { kind: 'root' }, invoices: { kind: 'direct', tenant: 'tenant_id' } }",
  )
  const { code, stderr } = await run(['gen'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const { 'schema.ts': schema, ...rest } = await files()
  expect(schema).toBe(unmarked)
  const migration = Object.entries(rest).find(([path]) => /_tenantry_.*\.sql$/.test(path))?.[1]
  expect(migration).toContain(
    'alter table "public"."invoices" enable row level security, force row level security',
  )
  expect(JSON.parse((await run(['graph', '--json'])).stdout)).toMatchObject({
    tables: [
      { name: 'invoices', ownership: { kind: 'direct', column: 'tenant_id' } },
      { name: 'tenants', ownership: { kind: 'root', column: 'id' } },
    ],
    findings: [],
  })
})

it('a table that no entry classifies stops the generator, and so does an entry that matches nothing', async () => {
  const { run, files } = await project("{ tenants: { kind: 'root' }, invoice: { kind: 'system' } }")
  const before = await files()
  const { code, stderr } = await run(['gen'])
  expect(code).toBe(1)
  expect(stderr).toContain('TEN214')
  expect(stderr).toContain('did you mean "invoices"?')
  expect(stderr).toContain('TEN201 public.invoices has no owner')
  expect(await files()).toEqual(before)
})

it('an option that is none is one line, exit 2', async () => {
  const { run } = await project("{ tenants: { kind: 'rot' } }")
  const { code, stdout, stderr } = await run(['gen'])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringContaining('tenantry.config.ts.tables["tenants"].kind must be \'root\' or'),
  ])
})
