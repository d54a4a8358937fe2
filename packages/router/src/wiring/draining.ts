/**
 * Draining a router, in two steps: no new session is taken, and the sessions that there are get GOODBYE, evenly spread
 * over some time, with the time after which they may come back.
 */
import type { Peer } from '../realm/peer.ts'
import type { Clock } from '../session/clock.ts'
import { evenly } from './evenly.ts'

const SHUTDOWN = 'wamp.close.system_shutdown'
const MESSAGE = 'the router is being drained: connect again, to another router if there is one'
/** Between two groups of sessions that are ended. */
const STEP_MS = 50

export class Draining {
  readonly #clock: Clock
  #done: Promise<void> | undefined
  #stop: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** True from the beginning of a drain until it is cancelled: no new session is taken. */
  get isOn(): boolean {
    return this.#done !== undefined
  }

  /**
   * Ends these sessions, the youngest first: those that were there first are often the backends of the others.
   * Resolves when all have been told, or the drain was cancelled. While a drain is on, another one joins it.
   */
  start(peers: readonly Peer[], overMs: number): Promise<void> {
    return (this.#done ??= new Promise((resolve) => {
      this.#stop = resolve
      this.#endNext({ farewells: evenly(peers.toReversed(), overMs), from: 0, elapsedMs: 0 }, resolve)
    }))
  }

  #endNext({ farewells, from, elapsedMs }: Progress, done: () => void): void {
    if (this.#stop !== done) return
    let next = from
    for (; next < farewells.length; next++) {
      const farewell = farewells[next]
      if (farewell === undefined || farewell.atMs > elapsedMs) break
      farewell.receiver.outlet.end(SHUTDOWN, MESSAGE, farewell.retryAfterMs)
    }
    if (next === farewells.length) return done()
    const progress = { farewells, from: next, elapsedMs: elapsedMs + STEP_MS }
    this.#clock.after(STEP_MS, () => this.#endNext(progress, done))
  }

  /** Takes sessions again. Those that were told to go are not called back. */
  cancel(): void {
    this.#stop?.()
    this.#stop = undefined
    this.#done = undefined
  }
}

interface Progress {
  readonly farewells: ReturnType<typeof evenly<Peer>>
  readonly from: number
  readonly elapsedMs: number
}
