import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { configs, schemaText, tinyProject, wholeProject } from './tiny-project.js'

const lines = (text: string) => text.split('\n').filter((line) => line !== '')

describe('a command line that makes no sense', () => {
  it.each([
    { args: ['gen', '--chek'], says: "unknown option '--chek'" },
    { args: ['gne'], says: "unknown command 'gne'" },
    { args: ['keys', 'rotten'], says: "unknown command 'rotten'" },
    { args: ['gen', '--migrator', 'somebody'], says: '--roles-sql' },
    { args: ['gen', '--roles-sql', '--check'], says: '--roles-sql' },
    { args: ['gen', 'schema.ts'], says: 'too many arguments' },
    { args: ['apply'], says: 'DATABASE_URL' },
  ])('$args: one line, exit 2', async ({ args, says }) => {
    const project = await tinyProject(wholeProject)
    const { code, stdout, stderr } = await project.run(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(lines(stderr)).toEqual([expect.stringContaining(says)])
  })

  it.each([[['--help']], [['gen', '--help']], [['keys', 'rotate', '--help']]])(
    '%j shows an example and exits 0',
    async (args) => {
      const project = await tinyProject({})
      const { code, stdout, stderr } = await project.run(args)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(/Example:\n {2}\$ \S/)
    },
  )
})

describe('a configuration that makes no sense', () => {
  const tenantry = (config: string) => ({
    ...wholeProject,
    'tenantry.config.ts': `export default ${config}\n`,
  })
  it.each([
    { title: 'none at all', files: {}, says: ['tenantry.config.ts', 'drizzle.config.ts'] },
    { title: 'an unknown key', files: tenantry('{ shema: 1 }'), says: ['`shema`', '`schema`'] },
    { title: 'an unknown role', files: tenantry('{ roles: { login: [] } }'), says: ['`login`', '`logins`'] },
    { title: 'a wrong type', files: tenantry('{ generated: 7 }'), says: ['generated', '7'] },
    { title: 'a wrong casing', files: tenantry("{ casing: 'kebab' }"), says: ['casing', "'snake_case'"] },
    { title: 'a reserved role', files: tenantry("{ roles: { app: 'pg_app' } }"), says: ['roles.app', 'pg_'] },
    {
      title: 'a role name that Postgres would cut',
      files: tenantry(`{ roles: { logins: ['${'x'.repeat(64)}'] } }`),
      says: ['roles.logins[0]', '63 bytes'],
    },
    {
      title: 'one role for two',
      files: tenantry("{ roles: { app: 'one', logins: ['one'] } }"),
      says: ['roles.app', 'roles.logins[0]', '`one`'],
    },
    { title: 'a syntax error', files: tenantry('{'), says: ['tenantry.config.ts cannot be loaded'] },
    {
      title: 'another dialect',
      files: {
        ...configs,
        'drizzle.config.ts': "export default { dialect: 'mysql', schema: './schema.ts' }\n",
      },
      says: ['mysql', 'postgresql'],
    },
    { title: 'a glob that matches nothing', files: tenantry("{ schema: './db/*.ts' }"), says: ['./db/*.ts'] },
  ])('$title: one line that names it, exit 2', async ({ files, says }) => {
    const project = await tinyProject(files)
    const { code, stdout, stderr } = await project.run(['gen'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(lines(stderr)).toHaveLength(1)
    for (const part of says) expect(stderr).toContain(part)
  })

  it('is also a --config that is not there', async () => {
    const project = await tinyProject(wholeProject)
    const { code, stderr } = await project.run(['gen', '--config', 'other.ts'])
    expect(code).toBe(2)
    expect(stderr).toContain('other.ts')
  })
})

describe('the configuration', () => {
  it('takes what it leaves out from drizzle’s, and is found from elsewhere with --cwd and with --config', async () => {
    const project = await tinyProject({
      'app/drizzle.config.mjs': "export default { dialect: 'postgresql', schema: ['./db'], out: './sql' }\n",
      'app/tenantry.config.ts': 'export default { generated: "./out" }\n',
      'app/db/schema.ts': schemaText,
    })
    for (const args of [
      ['--cwd', 'app'],
      ['--config', 'app/tenantry.config.ts'],
    ]) {
      const { code, stdout } = await project.run(['graph', '--json', ...args])
      const { tables } = JSON.parse(stdout)
      expect({ code, file: tables[0].file }).toEqual({ code: 0, file: join('db', 'schema.ts') })
    }
  })
})

describe('a database out of reach', () => {
  it.each([['apply'], ['migrate'], ['keys list'], ['keys new'], ['keys rotate']])(
    'tenantry %s: exit 3, and no password is shown',
    async (command) => {
      const project = await tinyProject(wholeProject)
      const { code, stdout, stderr } = await project.run([
        ...command.split(' '),
        '--database-url',
        // Port 1 is reserved (tcpmux): nothing listens there.
        'postgres://owner:s3cret-word@127.0.0.1:1/app',
      ])
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
      expect(lines(stderr)).toEqual([expect.stringContaining('127.0.0.1:1')])
      expect(stderr).not.toContain('s3cret-word')
    },
  )

  it('takes the URL from DATABASE_URL, and shows no password of one that is malformed either', async () => {
    const project = await tinyProject(wholeProject)
    for (const url of ['postgres://owner:s3cret-word@127.0.0.1:1/app', 'postgres//owner:s3cret-word@host']) {
      const { code, stdout, stderr } = await project.run(['apply'], {
        env: { DATABASE_URL: url, DEBUG: 'tenantry' },
      })
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
      expect(stderr).not.toContain('s3cret-word')
    }
  })
})

describe('a drizzle configuration under another name', () => {
  const { 'drizzle.config.ts': drizzle, ...rest } = wholeProject
  const files = { ...rest, 'config/pg.ts': drizzle }

  it('is named on the command line', async () => {
    const { run } = await tinyProject(files)
    expect((await run(['graph', '--drizzle-config', 'config/pg.ts'])).code).toBe(0)
  })

  it('is named in tenantry.config.ts, relative to that file', async () => {
    const { run } = await tinyProject({
      ...files,
      'tenantry.config.ts': "export default { drizzle: './config/pg.ts' }\n",
    })
    expect((await run(['graph'])).code).toBe(0)
  })

  it('is one line, exit 2, when it is not there', async () => {
    const { run } = await tinyProject(files)
    const { code, stderr } = await run(['graph', '--drizzle-config', 'config/my.ts'])
    expect(code).toBe(2)
    expect(lines(stderr)).toEqual([
      expect.stringContaining('--drizzle-config config/my.ts: there is no such file'),
    ])
  })
})
