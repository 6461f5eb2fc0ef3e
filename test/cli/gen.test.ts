import { describe, expect, it } from 'vitest'
import { migrationFolder, schemaText, tinyProject, wholeProject } from './tiny-project.js'

const head = `import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { tenantChild, tenantRoot, tenantTable } from 'tenantry'
`
const root = `export const tenants = tenantRoot('tenants', { id: uuid('id').primaryKey() })`

interface Refused {
  readonly title: string
  readonly code: string
  readonly where: RegExp
  readonly files: Readonly<Record<string, string>>
}

/** Each is a project with exactly one thing wrong. */
const refused: readonly Refused[] = [
  {
    title: 'a schema that cannot be read',
    code: 'TEN105',
    where: /^schema\.ts:4:\d+ /,
    files: {
      'schema.ts': `${head}${root}\nexport const broken = pgTable(process.env.NAME!, { id: uuid('id') })\n`,
    },
  },
  {
    title: 'a table that nobody classified',
    code: 'TEN201',
    where: /^schema\.ts:4:\d+ /,
    files: {
      'schema.ts': `${head}${root}\nexport const contacts = pgTable('contacts', { id: uuid('id').primaryKey() })\n`,
    },
  },
  {
    title: 'no root',
    code: 'TEN202',
    where: /^schema\.ts:3:\d+ /,
    files: {
      'schema.ts': `${head}export const invoices = tenantTable('invoices', { id: uuid('id').primaryKey() })\n`,
    },
  },
  {
    title: 'two roots',
    code: 'TEN203',
    where: /^schema\.ts:4:\d+ /,
    files: {
      'schema.ts': `${head}${root}\nexport const worlds = tenantRoot('worlds', { id: uuid('id').primaryKey() })\n`,
    },
  },
  {
    title: 'a tenant column of another type than the key of the root',
    code: 'TEN204',
    where: /^schema\.ts:4:\d+ /,
    files: {
      'schema.ts': `${head}${root}\nexport const invoices = tenantTable('invoices', { id: uuid('id').primaryKey(), tenantId: integer('tenant_id').notNull() }, { tenant: 'tenantId' })\n`,
    },
  },
  {
    title: 'a through path that leads nowhere',
    code: 'TEN205',
    where: /^schema\.ts:4:\d+ /,
    files: {
      'schema.ts': `${head}${root}\nexport const lines = tenantChild('lines', { id: uuid('id').primaryKey(), invoiceId: uuid('invoice_id').notNull() }, { through: 'invoiceId' })\n`,
    },
  },
  {
    title: 'a drizzle snapshot that is behind',
    code: 'TEN121',
    where: /^schema\.ts:5:\d+ /,
    files: migrationFolder({ tenants: ['id', 'name'] }),
  },
]

describe('tenantry gen refuses', () => {
  it.each(refused)('$title: one diagnostic with place, why and fix; nothing is written', async (given) => {
    const project = await tinyProject({ ...wholeProject, ...given.files })
    const before = await project.files()
    const { code, stdout, stderr } = await project.run(['gen'])
    const diagnostics = stderr.split('\n').filter((line) => / error TEN\d+ /.test(line))
    expect(diagnostics).toEqual([expect.stringContaining(` error ${given.code}`)])
    expect(diagnostics[0]).toMatch(given.where)
    expect(stderr).toMatch(/^ {2}why \S.*\n {2}fix \S.*\n {2}see docs\/rules\/TEN\d+\.md$/m)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(await project.files()).toEqual(before)
  })

  it('with --json puts the findings into the JSON, and nothing on stderr', async () => {
    const project = await tinyProject({
      ...wholeProject,
      'schema.ts': `${schemaText}export const worlds = tenantRoot('worlds', { id: uuid('id').primaryKey() })\n`,
    })
    const { code, stdout, stderr } = await project.run(['gen', '--json'])
    const { findings, files, changes } = JSON.parse(stdout)
    expect({ code, stderr, files, changes }).toEqual({
      code: 1,
      stderr: '',
      files: [],
      changes: { added: [], changed: [], removed: [] },
    })
    expect(findings).toEqual([
      expect.objectContaining({
        severity: 'error',
        why: expect.any(String),
        fix: expect.any(String),
        where: expect.objectContaining({ file: 'schema.ts', line: 6 }),
      }),
    ])
  })
})

describe('tenantry gen', () => {
  it('writes once; a second run changes no byte, and --check agrees', async () => {
    const project = await tinyProject(wholeProject)
    const first = await project.run(['gen'])
    expect(first).toMatchObject({ code: 0, stderr: '' })
    expect(first.stdout).toMatch(/^wrote migrations\/0001_tenantry_[0-9a-f]{8}\.sql \(\d+ statements\)$/m)
    const written = await project.files()
    for (const path of ['generated/tenancy.json', 'generated/tenancy.md', 'generated/tenancy.ts']) {
      expect(first.stdout).toContain(`wrote ${path}\n`)
      expect(written[path]).toBeDefined()
    }
    expect(JSON.parse(written['generated/tenancy.json'] ?? '').roles.logins).toEqual(['tiny_login'])

    expect(await project.run(['gen'])).toEqual({ code: 0, stdout: 'nothing changed\n', stderr: '' })
    expect(await project.run(['gen', '--check'])).toEqual({
      code: 0,
      stdout: 'nothing changed\n',
      stderr: '',
    })
    expect(await project.files()).toEqual(written)
  })

  it('with --check writes nothing, names files and statements, and exits 1', async () => {
    const project = await tinyProject(wholeProject)
    const before = await project.files()
    const { code, stdout } = await project.run(['gen', '--check'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^would write migrations\/0001_tenantry_[0-9a-f]{8}\.sql/m)
    expect(stdout).toMatch(/^ {2}\+ policy:public\.invoices:tenantry_/m)
    expect(await project.files()).toEqual(before)
  })

  it('with --json prints findings, files and changes', async () => {
    const project = await tinyProject(wholeProject)
    const { code, stdout, stderr } = await project.run(['gen', '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { findings, files, changes } = JSON.parse(stdout)
    expect(findings).toEqual([])
    expect(files).toContain('generated/tenancy.json')
    expect(changes.added).toContain('manifest:hash')
    expect(Object.keys(await project.files())).toEqual(expect.arrayContaining(files))
  })

  it('with --roles-sql prints the role part for somebody else, and writes nothing', async () => {
    const project = await tinyProject(wholeProject)
    const before = await project.files()
    const { code, stdout } = await project.run(['gen', '--roles-sql', '--migrator', 'my_owner'])
    expect(code).toBe(0)
    for (const role of ['tenantry_app', 'tenantry_seal', 'tiny_login', 'my_owner'])
      expect(stdout).toContain(role)
    expect(await project.files()).toEqual(before)
  })
})
