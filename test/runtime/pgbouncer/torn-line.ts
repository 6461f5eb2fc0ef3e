import { connect, createServer, type Socket } from 'node:net'

/** A line on which what a client has written behind COMMIT arrives a while later: networks part what was one write. */
export interface TornLine {
  readonly url: string
  readonly close: () => Promise<void>
}

const commit = Buffer.from('Q\0\0\0\x0bcommit\0', 'latin1')

export const startTornLine = async (target: string, delayMs: number): Promise<TornLine> => {
  const url = new URL(target)
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect({ host: url.hostname, port: Number(url.port) })
    let last: Promise<unknown> = Promise.resolve()
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => {})
    }
    upstream.pipe(client)
    client.on('data', (bytes) => {
      const end = bytes.indexOf(commit) + commit.length
      const parts = end < commit.length ? [bytes] : [bytes.subarray(0, end), bytes.subarray(end)]
      for (const [index, part] of parts.entries()) {
        if (index > 0) last = last.then(() => new Promise((resolve) => setTimeout(resolve, delayMs)))
        last = last.then(() => upstream.write(part))
      }
    })
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const own = new URL(target)
  own.port = String((server.address() as { readonly port: number }).port)
  return {
    url: own.href,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
