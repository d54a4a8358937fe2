import type { Duplex } from 'node:stream'
import { STATUS_CODES } from './node-http.ts'

/**
 * Answers an upgrade with an error and closes both ways: a client that does not hang up would keep an uncounted socket.
 * Nothing of the request may stand unescaped in the text.
 */
export function refuseUpgrade(socket: Duplex, status: number, why: string): void {
  const body = `${why}\n`
  socket.on('error', destroySelf)
  socket.once('finish', destroySelf)
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
      'Connection: close',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  )
}

/** One function for all sockets: a closure would keep what it was made among, for as long as the connection lives. */
export function destroySelf(this: Duplex): void {
  this.destroy()
}
