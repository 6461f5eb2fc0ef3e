import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, inject, test } from 'vitest'
import { openPgSession } from './pg-session.js'
import { startPostgres } from './postgres.js'

test('a test file gets the server of its run, not one of its own', async () => {
  const postgres = await startPostgres()
  expect(postgres.url).toBe(inject('runScope').postgresUrl)
  expect(postgres.version).toBeGreaterThanOrEqual(14)
  await postgres.stop()
  expect((await startPostgres()).url).toBe(postgres.url)
})

/** A process outside of vitest that runs `code`, where `start` is `startPostgres`; prints what it writes. */
const elsewhere = (code: string, environment: Record<string, string> = {}) => {
  const { VITEST_WORKER_ID: _, TENANTRY_TEST_DATABASE_URL: __, ...inherited } = process.env
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      `import { startPostgres as start } from './postgres.ts'\n${code}`,
    ],
    { cwd: fileURLToPath(new URL('.', import.meta.url)), env: { ...inherited, ...environment } },
  )
  let printed = ''
  const firstLine = new Promise<string>((resolve, reject) => {
    for (const pipe of [child.stdout, child.stderr]) {
      pipe.setEncoding('utf8').on('data', (text: string) => {
        printed += text
        if (printed.includes('\n')) resolve(printed.trim())
      })
    }
    child.once('error', reject)
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, firstLine, ended, all: () => printed }
}

const dataDirectory = async (url: string) => {
  const session = await openPgSession(url)
  const { rows } = await session.query<{ data_directory: string }>('show data_directory')
  await session.close()
  return rows[0]?.data_directory ?? ''
}

test('a server of its own ends with its process, killed or not, and leaves no file', async () => {
  const owner = elsewhere(`console.log((await start()).url); setInterval(() => {}, 1000)`)
  const url = await owner.firstLine
  const directory = await dataDirectory(url)
  expect(existsSync(directory)).toBe(true)
  owner.child.kill('SIGKILL')
  await owner.ended
  await expect.poll(() => existsSync(directory), { timeout: 20_000 }).toBe(false)
  await expect(openPgSession(url)).rejects.toThrow('ECONNREFUSED')
})

test('a server of its own ends when it is stopped, and keeps no process alive', async () => {
  const stopping = elsewhere(
    `const { url, stop } = await start(); const { existsSync } = await import('node:fs'); const { openPgSession } = await import('./pg-session.ts')
     const session = await openPgSession(url); const directory = (await session.query('show data_directory')).rows[0].data_directory
     await stop(); console.log(existsSync(directory)); await start()`,
  )
  expect(await stopping.ended).toBe(0)
  expect(stopping.all().trim()).toBe('false')
})

test('without a server it says what to set', async () => {
  const refused = elsewhere('await start()', {
    TENANTRY_TEST_DATABASE_URL: 'postgres://postgres@127.0.0.1:1/postgres',
  })
  expect(await refused.ended).toBe(1)
  expect(refused.all()).toMatch(
    /no Postgres to test on: .*ECONNREFUSED[^\n]*\nSet TENANTRY_TEST_DATABASE_URL/,
  )
})

test('a server that cannot start is reported at once, and leaves no file', async () => {
  // Nobody but root gets into this directory, and the server does not run as root; others cannot write to it.
  const closed = await mkdtemp(join(tmpdir(), 'tenantry-closed-'))
  await chmod(closed, 0o500)
  try {
    const refused = elsewhere('await start()', { TMPDIR: closed })
    expect(await refused.ended).toBe(1)
    expect(refused.all()).toMatch(/no Postgres to test on: .*denied.*\nSet TENANTRY_TEST_DATABASE_URL/s)
    expect((await readdir(closed)).filter((name) => name.startsWith('tenantry-'))).toEqual([])
  } finally {
    await rm(closed, { recursive: true, force: true })
  }
})
