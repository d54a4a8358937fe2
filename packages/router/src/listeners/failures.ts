/** Connections on which no request comes in time, or which speak no HTTP or TLS. */
import type { Server } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { refuseUpgrade } from '../transports/http-refusal.ts'
import type { Witness } from './witness.ts'

const STATUSES: Readonly<Record<string, number>> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }

/** Answers, ends and logs the connections that fail. */
export function tellFailures(server: Server, { log, counters }: Witness): void {
  const tell = ({ code = 'no code' }: NodeJS.ErrnoException, peer: string | undefined): void => {
    counters.count('requests_failed')
    log.write('info', `a connection was closed before it sent a valid request: ${code}`, { peer })
  }
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
    tell(error, socket instanceof Socket ? socket.remoteAddress : undefined)
    refuseUpgrade(socket, STATUSES[error.code ?? ''] ?? 400, 'this is not an HTTP request, or it took too long')
  })
  // Node's own listener makes a failure of TLS a `clientError`. An answer to that is never sent, and never finished.
  server.removeAllListeners('tlsClientError')
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    tell(error, socket.remoteAddress)
    socket.destroy()
  })
}
