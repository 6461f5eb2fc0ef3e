import { connect, createServer, type Socket } from 'node:net'

export interface ProxyTarget {
  readonly host: string
  readonly port: number
  /** Added to every message, each way. 0 passes it on at once. */
  readonly delayMs: number
}

export interface DelayProxy {
  /** Where to connect instead; on 127.0.0.1. */
  readonly port: number
  /** Round trips since the start or the last `reset`: flights of the client that an answer came between. */
  trips(): number
  reset(): void
  /** Cuts what is still connected. */
  close(): Promise<void>
}

/** Stands in front of a Postgres, makes it as far away as one likes, and counts how often a client waited for it. */
export const startProxy = async ({ host, port, delayMs }: ProxyTarget): Promise<DelayProxy> => {
  let trips = 0
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  }
  const server = createServer((client) => {
    const upstream = connect({ host, port })
    keep(client)
    keep(upstream)
    // What the client writes before it has seen an answer travels together: one flight, however many packets.
    let answered = true
    carry(client, upstream, delayMs, {
      arrived: () => {
        if (answered) trips += 1
        answered = false
      },
    })
    carry(upstream, client, delayMs, {
      passedOn: () => {
        answered = true
      },
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    trips: () => trips,
    reset: () => {
      trips = 0
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

interface Watch {
  readonly arrived?: () => void
  readonly passedOn?: () => void
}

/** Timers of one duration fire in the order in which they were set, so that bytes stay in order, the end behind them. */
function carry(from: Socket, to: Socket, delayMs: number, { arrived, passedOn }: Watch): void {
  const later = delayMs === 0 ? (work: () => void) => work() : (work: () => void) => setTimeout(work, delayMs)
  from.on('data', (bytes) => {
    arrived?.()
    later(() => {
      if (!to.destroyed) to.write(bytes)
      passedOn?.()
    })
  })
  from.on('end', () => later(() => to.end()))
  // A reset on one side is a reset on the other.
  from.on('error', () => to.destroy())
}
