/**
 * Bounds the cost of one read of an HTTP connection. Node's parser handles a whole read at once, and a read of 64 KiB
 * may hold two thousand requests. So the parser gets small parts, and a connection that sends many requests without
 * waiting for the answers is ended. Browsers and proxies send one request at a time.
 */
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'

/** Requests of one connection that may wait for their answers. */
export const MOST_WAITING = 8
/** The parser gets this many bytes at a time: some thirty of the shortest requests. */
const PART_BYTES = 1024

/** Makes the parser of this connection get small parts. To be called when the server has taken the connection. */
export function readRequestsInParts(socket: Socket): void {
  socket.push = pushParts
  // Node's parser reads directly from the system until the socket gets a listener for `data`.
  socket.on('data', ignore)
  socket.off('data', ignore)
}

const ignore = (): void => {}

/** Replaces `push`. When a request makes a WebSocket of the connection, its transport gets the rest. */
function pushParts(this: Socket, chunk: unknown, encoding?: BufferEncoding): boolean {
  if (!(chunk instanceof Uint8Array) || chunk.length <= PART_BYTES) return push.call(this, chunk, encoding)
  let wantsMore = true
  for (let at = 0; at < chunk.length && !this.destroyed; at += PART_BYTES) {
    if (this.push !== pushParts) return this.push(chunk.subarray(at), encoding)
    wantsMore = push.call(this, chunk.subarray(at, at + PART_BYTES), encoding)
  }
  return wantsMore && !this.destroyed
}

const { push } = Readable.prototype

/** The response to a request. */
interface Response {
  once(event: 'close', listener: () => void): unknown
}

/** The requests that wait for their answers, by connection. */
export class Pipelines {
  readonly #waiting = new Map<object, number>()

  /** Counts a request until its response is over. False when the connection has too many already. */
  admits(socket: object, response: Response): boolean {
    const count = this.#waiting.get(socket) ?? 0
    if (count >= MOST_WAITING) return false
    this.#waiting.set(socket, count + 1)
    response.once('close', () => this.#answered(socket))
    return true
  }

  #answered(socket: object): void {
    const count = this.#waiting.get(socket) ?? 0
    if (count > 1) this.#waiting.set(socket, count - 1)
    else this.#waiting.delete(socket)
  }
}
