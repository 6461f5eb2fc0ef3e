/** The parts of a pg client by which another one can be told to cancel its query. */
export interface CancellableClient {
  readonly host?: string
  readonly port?: number
  readonly processID?: number | null
  readonly secretKey?: unknown
}

/** What a pg connection does before it has logged in. */
interface Wire {
  connect(port: number | string, host?: string): void
  cancel(pid: number, secret: unknown): void
  once(event: 'connect' | 'end' | 'error', listener: () => void): unknown
  readonly stream?: { destroy(): void }
}

/** A request that is not answered in this time was not heard. */
const patienceMs = 5000

/**
 * Asks the server to cancel what a client is running, on a connection of its own (manual, 55.2.8), and waits until the
 * server has closed that: by then the signal has been sent, and cannot hit the connection's next user. By the protocol
 * and not by `pg_cancel_backend`, since behind a pooler the process id that the client knows is not the backend's.
 */
export const cancelBackend = async (client: CancellableClient): Promise<void> => {
  const { host, port, processID, secretKey } = client
  if (!processID || host === undefined || port === undefined) return
  const Client = client.constructor as new (config: object) => { readonly connection?: Wire }
  const { connection } = new Client({ host, port })
  if (connection === undefined) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, patienceMs)
    const over = () => {
      clearTimeout(timer)
      resolve()
    }
    connection.once('connect', () => connection.cancel(processID, secretKey))
    connection.once('end', over)
    connection.once('error', over)
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`)
    else connection.connect(port, host)
  })
  connection.stream?.destroy()
}
