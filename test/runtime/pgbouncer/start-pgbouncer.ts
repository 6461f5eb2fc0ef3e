import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { rolePassword } from '../../engine/cluster-roles.js'

export interface Pgbouncer {
  /** The same database and role, by way of the pooler. */
  readonly url: string
  readonly stop: () => Promise<void>
}

export interface PgbouncerOptions {
  /** Of a database on the server that it stands before. */
  readonly target: string
  /** Sessions on the server, which all clients share. */
  readonly poolSize: number
}

/** Where pgbouncer is installed, or null. Debian puts it where only root's PATH looks. */
export const pgbouncerPath = (): string | null =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin']
    .map((folder) => join(folder, 'pgbouncer'))
    .find((path) => existsSync(path)) ?? null

/** A pgbouncer in transaction mode, before a server. */
export const startPgbouncer = async ({ target, poolSize }: PgbouncerOptions): Promise<Pgbouncer> => {
  const path = pgbouncerPath()
  if (path === null) throw new Error('pgbouncer is not installed (apt-get install pgbouncer)')
  const folder = await mkdtemp(join(tmpdir(), 'tenantry-pgbouncer-'))
  // It refuses to run as root, and reads its files as whom it becomes.
  await chmod(folder, 0o755)
  const url = new URL(target)
  const port = await freePort()
  const [config, users] = [join(folder, 'pgbouncer.ini'), join(folder, 'users.txt')]
  await writeFile(users, `"${url.username}" "${rolePassword}"\n`)
  await writeFile(
    config,
    `[databases]
* = host=${url.hostname} port=${url.port || 5432}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
`,
  )
  const asNobody = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const bouncer = spawn(path, [...asNobody, config], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [bouncer.stdout, bouncer.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000)
    })
  }
  const ended = new Promise<void>((resolve) => {
    bouncer.once('close', () => resolve())
    bouncer.once('error', () => resolve())
  })
  const up = await Promise.race([listening(port).then(() => true), ended.then(() => false)])
  if (!up) throw new Error(`pgbouncer did not start: ${said}\n${await readFile(config, 'utf8')}`)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  return {
    url: url.href,
    stop: async () => {
      bouncer.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

async function listening(port: number): Promise<void> {
  for (let left = 400; left > 0; left--) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port })
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.once('connect', () => socket.destroy())
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('pgbouncer does not listen after ten seconds')
}
