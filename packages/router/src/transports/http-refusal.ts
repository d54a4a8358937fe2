import type { Duplex } from 'node:stream'
import { STATUS_CODES } from './node-http.ts'

/**
 * Answers an upgrade with an error and closes both ways: who does not hang up would keep a socket that nobody counts.
 * The text is ours: nothing of the request is echoed unescaped.
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
