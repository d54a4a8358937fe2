/**
 * Ends responses whose client reads nothing. Node's own socket timeout does not help: while a write waits it may take
 * twice its time, and it does not distinguish a client that waits for a slow answer from one that does not read.
 */
import type { Socket } from 'node:net'

/** The part of a response that is observed. */
interface Watched {
  readonly socket: Socket | null
  once(event: 'close', listener: () => void): unknown
}

/** How much of a response the client has read. */
interface Progress {
  takenBytes: number
  /** When the client last read something, or had nothing to read. */
  since: number
}

/** A stalled response is noticed late by at most this fraction of the timeout. */
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

  /** Checks all responses once. */
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

/** Bytes that Node has passed on and that the system has not accepted yet. Node has no public API for them. */
function queuedBytes(socket: Socket): number {
  const queued: unknown = Object(Reflect.get(socket, '_handle')).writeQueueSize
  return typeof queued === 'number' ? queued : 0
}
