/** How many bytes the head of a request and of its answer take on the wire. */
import type { IncomingMessage, ServerResponse } from 'node:http'

/** The request line and the headers, as they came. */
export function requestBytes({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): number {
  const line = `${method} ${url} HTTP/${httpVersion}\r\n`.length
  return rawHeaders.reduce((sum, part) => sum + part.length + 2, line) + 2
}

/**
 * The status line and the headers of an answer that is not sent yet. Node adds the date, what becomes of the connection,
 * and how the body ends.
 *
 * @param length The length of the body in bytes; undefined where its end is open.
 */
export function responseBytes(response: ServerResponse, length?: number): number {
  const ending = length === undefined ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`
  const own = Object.entries(response.getHeaders()).map(([name, value]) => `${name}: ${String(value)}`)
  const lines = ['HTTP/1.1 200 OK', ...own, ...ADDED, ending, '']
  return lines.reduce((sum, line) => sum + line.length + 2, 0)
}

const ADDED = ['Date: Thu, 01 Jan 1970 00:00:00 GMT', 'Connection: keep-alive', 'Keep-Alive: timeout=5']
