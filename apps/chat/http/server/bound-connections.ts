/** Bounds how many connections a port holds at the same time: each costs memory and a descriptor of the process. */
import type { Server, Socket } from 'node:net'
import type { Services } from '../services.ts'

/** A line of the log at most this often, however many connections are refused. */
const LOG_EVERY_MS = 10_000

const BODY = JSON.stringify({ error: 'This port has too many connections. Try again later.' })
/** Written before a request is read, so no client can make the service work for the answer. */
const ANSWER = [
  'HTTP/1.1 503 Service Unavailable',
  'content-type: application/json; charset=utf-8',
  `content-length: ${Buffer.byteLength(BODY)}`,
  'access-control-allow-origin: *',
  'cache-control: no-store',
  'retry-after: 5',
  'connection: close',
  '',
  BODY,
].join('\r\n')

export interface BoundConnections {
  /** Names the port in the metrics and the log. */
  readonly title: string
  readonly limit: number
}

/** A connection beyond the limit is answered 503 and closed; those that are open already stay as they are. */
export function boundConnections(server: Server, { log, metrics, now }: Services, bound: BoundConnections): void {
  const { title, limit } = bound
  let open = 0
  let omitted = 0
  let quietUntil = 0
  server.on('connection', (socket: Socket) => {
    if (open < limit) {
      open++
      socket.once('close', () => open--)
      return
    }
    socket.write(ANSWER)
    socket.destroySoon()
    metrics.connectionsRefused.inc({ port: title })
    if (now() < quietUntil) return void omitted++
    const facts = omitted > 0 ? { omitted } : {}
    log.warn(`The port ${title} has ${limit} connections: more are refused. APP_CONNECTIONS sets the limit.`, facts)
    quietUntil = now() + LOG_EVERY_MS
    omitted = 0
  })
}
