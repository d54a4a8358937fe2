/**
 * Bounds the cost of one read of an HTTP connection. Node's parser handles a whole read at once, and a read of 64 KiB
 * may hold two thousand requests. So the parser gets small parts, and a connection that sends many requests without
 * waiting for the answers is ended. Browsers and proxies send one request at a time.
 */
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { Turn } from '../session/turn.ts'
import { Newcomers } from './newcomers.ts'

/** Requests of one connection that may wait for their answers. */
export const MOST_WAITING = 8
/** The parser gets this many bytes at a time: some thirty of the shortest requests. */
const PART_BYTES = 1024

/** Gives the parsers of a listener's connections small parts, in the turns of the event loop. */
export class RequestReads {
  readonly #push: Socket['push']

  constructor(turn: Turn) {
    const newcomers = new Newcomers<Socket>(turn, {
      handle: (socket, { chunks, hasEnded }) => {
        for (const chunk of chunks) this.pushOn(socket, chunk)
        if (hasEnded) this.pushOn(socket, null)
      },
    })
    const { pushOn } = this
    this.#push = function (this: Socket, chunk: unknown, encoding?: BufferEncoding): boolean {
      if (!(chunk instanceof Uint8Array) && chunk !== null) return push.call(this, chunk, encoding)
      return newcomers.admits(this, chunk) && pushOn(this, chunk)
    }
  }

  /** To be called when the server has taken the connection. */
  take(socket: Socket): void {
    socket.push = this.#push
    // Node's parser reads directly from the system until the socket gets a listener for `data`.
    socket.on('data', ignore)
    socket.off('data', ignore)
  }

  /** Passes on what was read, now. When a request makes a WebSocket of the connection, its transport gets the rest. */
  readonly pushOn = (socket: Socket, chunk: Uint8Array | null): boolean => {
    if (socket.destroyed) return false
    if (socket.push !== this.#push) return socket.push(chunk)
    if (chunk === null || chunk.length <= PART_BYTES) return push.call(socket, chunk)
    let wantsMore = true
    for (let at = 0; at < chunk.length && !socket.destroyed; at += PART_BYTES) {
      if (socket.push !== this.#push) return socket.push(chunk.subarray(at))
      wantsMore = push.call(socket, chunk.subarray(at, at + PART_BYTES))
    }
    return wantsMore && !socket.destroyed
  }
}

const ignore = (): void => {}
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
