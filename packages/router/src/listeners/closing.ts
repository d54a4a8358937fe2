/**
 * Closes the sockets of a listener a few per turn of the event loop. Each takes the system and Node a while, and a peer
 * can make thousands of connections end at once.
 */
import type { Server } from 'node:http'
import { Socket } from 'node:net'

/** Some four milliseconds. Most of it passes after the call that closes, so it cannot be measured there. */
export const CLOSED_PER_TURN = 200

/** Closings that have to wait, in their order. */
export class Closings {
  readonly #defer: (run: () => void) => void
  readonly #waiting = new Set<() => void>()
  #done = 0
  #isNextAsked = false

  /** @param defer Runs a function after the input that is ready now: `setImmediate`. */
  constructor(defer: (run: () => void) => void) {
    this.#defer = defer
  }

  /** Closes at once, unless this turn has closed enough. Then it closes in one of the next turns. */
  add(close: () => void): void {
    if (this.#waiting.size === 0 && this.#done < CLOSED_PER_TURN) {
      this.#done++
      close()
    } else this.#waiting.add(close)
    this.#askForNext()
  }

  #askForNext(): void {
    if (this.#isNextAsked) return
    this.#isNextAsked = true
    this.#defer(this.#next)
  }

  readonly #next = (): void => {
    this.#isNextAsked = false
    this.#done = 0
    for (const close of this.#waiting) {
      if (this.#done === CLOSED_PER_TURN) break
      this.#done++
      this.#waiting.delete(close)
      close()
    }
    if (this.#done > 0) this.#askForNext()
  }
}

/** A socket with Node's own object behind it. */
type WithHandle = Socket & { readonly _handle?: { readStop?(): unknown } | null }
type Destroyed = (error?: Error | null) => void

/** Makes the sockets of a server close in turns. A socket that is destroyed is not read any more. */
export function closeInTurns(server: Pick<Server, 'prependListener'>, closings: Closings): void {
  function destroyInTurn(this: WithHandle, error: Error | null, done: Destroyed): void {
    this._handle?.readStop?.()
    closings.add(() => Socket.prototype._destroy.call(this, error, done))
  }
  server.prependListener('connection', (socket: Socket) => {
    socket._destroy = destroyInTurn
  })
}
