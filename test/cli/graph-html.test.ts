import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { schemaText, tinyProject } from './tiny-project.js'

const unmarkedText = `import { pgTable, uuid } from 'drizzle-orm/pg-core'
export const contacts = pgTable('contacts', { id: uuid('id').primaryKey() })
`

describe('tenantry graph --html', () => {
  it('writes one page, in a folder that it makes, and says so in one line', async () => {
    const project = await tinyProject({ 'schema.ts': schemaText })
    const args = ['graph', '--schema', 'schema.ts', '--html', 'out/graph.html']
    const told = await project.run(args)
    expect(told).toEqual({ code: 0, stdout: 'wrote out/graph.html\n', stderr: '' })
    const page = await readFile(join(project.root, 'out/graph.html'), 'utf8')
    expect(page).toMatch(/^<!doctype html>\n/)
    expect(page).toContain('invoices')
    expect(page).not.toContain(project.root)

    await project.run(args)
    expect(await readFile(join(project.root, 'out/graph.html'), 'utf8')).toBe(page)
  })

  it('takes the file as relative to --cwd, as it takes the schema', async () => {
    const project = await tinyProject({ 'app/schema.ts': schemaText })
    await project.run(['graph', '--cwd', 'app', '--schema', 'schema.ts', '--html', 'graph.html'])
    expect(Object.keys(await project.files())).toEqual(['app/graph.html', 'app/schema.ts'])
  })

  it('writes the page of a schema with errors too, and exits 1', async () => {
    const project = await tinyProject({ 'schema.ts': schemaText, 'plain.ts': unmarkedText })
    const args = ['graph', '--schema', 'schema.ts', 'plain.ts', '--html', 'graph.html']
    const told = await project.run(args)
    expect(told).toEqual({
      code: 1,
      stdout: 'wrote graph.html\n',
      stderr: '1 error: see the page\n',
    })
    const { 'graph.html': page } = await project.files()
    expect(page).toContain('public.contacts has no owner')
  })

  it('a file that cannot be written is one error', async () => {
    const project = await tinyProject({ 'schema.ts': schemaText, 'full/file.txt': '' })
    for (const file of ['full', 'full/file.txt/graph.html']) {
      const { code, stdout, stderr } = await project.run(['graph', '--schema', 'schema.ts', '--html', file])
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(new RegExp(`^error TEN124 --html ${file} cannot be written: .+\n$`))
    }
    expect(Object.keys(await project.files())).toEqual(['full/file.txt', 'schema.ts'])
  })
})

describe('tenantry graph --mermaid', () => {
  it('prints the chart alone', async () => {
    const project = await tinyProject({ 'schema.ts': schemaText })
    const { code, stdout, stderr } = await project.run(['graph', '--schema', 'schema.ts', '--mermaid'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^flowchart LR\n {2}t0\["invoices"\]:::direct\n/)
  })

  it.each([
    ['--json', '--mermaid'],
    ['--json', '--html'],
    ['--mermaid', '--html'],
  ])('%s and %s are not both to be had', async (...options) => {
    const project = await tinyProject({ 'schema.ts': schemaText })
    const given = options.flatMap((option) => (option === '--html' ? [option, 'graph.html'] : [option]))
    const { code, stdout, stderr } = await project.run(['graph', '--schema', 'schema.ts', ...given])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^error: option .+ cannot be used with option .+\n$/)
    expect(Object.keys(await project.files())).toEqual(['schema.ts'])
  })
})
