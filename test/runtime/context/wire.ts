import { connect, createServer, type Socket } from 'node:net'

/** The line between a client and its server, with somebody at it. */
export interface Wire {
  readonly url: string
  /** From now on puts the second text for the first, of the same length, into what the client sends; null: nothing. */
  rewrite(texts: readonly [string, string] | null): void
  /** Cuts the line as soon as the client has sent the text: before the server hears of it, or when it has answered. */
  cutAt(text: string | null, when?: 'before' | 'after'): void
  close(): Promise<void>
}

export const startWire = async (target: string): Promise<Wire> => {
  const url = new URL(target)
  const [host, port] = [url.hostname, Number(url.port)]
  const sockets = new Set<Socket>()
  let rewriting: readonly [string, string] | null = null
  let cutting: { readonly text: string; readonly when: 'before' | 'after' } | null = null
  const server = createServer((client) => {
    const upstream = connect({ host, port })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    let answering = false
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1')
      if (cutting !== null && text.includes(cutting.text)) {
        if (cutting.when === 'before') {
          upstream.destroy()
          client.destroy()
          return
        }
        answering = true
      }
      upstream.write(Buffer.from(rewriting === null ? text : text.replaceAll(...rewriting), 'latin1'))
    })
    upstream.on('data', (bytes) => {
      if (answering) client.destroy()
      else client.write(bytes)
    })
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as { readonly port: number }).port)
  return {
    url: url.href,
    rewrite: (texts) => {
      rewriting = texts
    },
    cutAt: (text, when = 'before') => {
      cutting = text === null ? null : { text, when }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
