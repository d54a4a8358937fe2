/** Refuses the upgrade of a connection. */
import type { Duplex } from 'node:stream'
import { STATUS_CODES } from './node-http.ts'

/** What a client of another version needs to know (RFC 6455, 4.2.2). */
const HEADERS: Readonly<Record<number, readonly string[]>> = {
  405: ['Allow: GET'],
  426: ['Upgrade: websocket', 'Sec-WebSocket-Version: 13, 8'],
}

/**
 * Answers an upgrade with an error and closes the socket in both directions; otherwise a client could keep it open,
 * uncounted. The text must not contain unescaped data of the request.
 */
export function refuseUpgrade(socket: Duplex, status: number, why: string): void {
  const body = `${why}\n`
  socket.on('error', destroySelf)
  socket.once('finish', destroySelf)
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
      'Connection: close',
      ...(HEADERS[status] ?? []),
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  )
}

/** Shared by all sockets. A closure would keep its surroundings in memory as long as the connection lives. */
export function destroySelf(this: Duplex): void {
  this.destroy()
}
