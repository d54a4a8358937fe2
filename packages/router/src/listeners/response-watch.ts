/**
 * Ends responses of which the client takes nothing. Node's own timeout of a socket is no help: while a write waits it
 * may take twice its time, and it judges a client that waits for a slow answer like one that does not read.
 */
import type { Socket } from 'node:net'

/** As much of a response as is looked at. */
interface Watched {
  readonly socket: Socket | null
  once(event: 'close', listener: () => void): unknown
}

/** How far the client has come with a response. */
interface Progress {
  takenBytes: number
  /** When it last took something, or had nothing to take. */
  since: number
}

/** A stalled response is noticed at most this part of its time late. */
const SWEEPS = 30

export class ResponseWatch {
  timeoutMs: number
  readonly #stalled: (socket: Socket) => void
  readonly #responses = new Map<Watched, Progress>()
  #timer: NodeJS.Timeout | undefined

  constructor(timeoutMs: number, stalled: (socket: Socket) => void) {
    this.timeoutMs = timeoutMs
    this.#stalled = stalled
  }

  /** Watches a response until it is over. */
  add(response: Watched): void {
    this.#responses.set(response, { takenBytes: -1, since: 0 })
    response.once('close', () => this.#forget(response))
    this.#timer ??= setInterval(() => this.sweep(performance.now()), this.timeoutMs / SWEEPS).unref()
  }

  #forget(response: Watched): void {
    this.#responses.delete(response)
    if (this.#responses.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** Looks at all responses once. */
  sweep(now: number): void {
    for (const [{ socket }, progress] of this.#responses) {
      if (socket === null) continue
      const waiting = socket.writableLength + queuedBytes(socket)
      const taken = socket.bytesWritten - waiting
      if (waiting === 0 || taken !== progress.takenBytes) Object.assign(progress, { takenBytes: taken, since: now })
      else if (now - progress.since >= this.timeoutMs) this.#stalled(socket)
    }
  }
}

/** What Node has handed to the system and the system has not taken yet. */
function queuedBytes(socket: Socket): number {
  const queued: unknown = Object(Reflect.get(socket, '_handle')).writeQueueSize
  return typeof queued === 'number' ? queued : 0
}
