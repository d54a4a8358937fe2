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
  readonly #peers: () => readonly Peer[]
  #done: Promise<void> | undefined
  #stop: (() => void) | undefined

  constructor(clock: Clock, peers: () => readonly Peer[]) {
    this.#clock = clock
    this.#peers = peers
  }

  /** True from the beginning of a drain until it is cancelled: no new session is taken. */
  get isOn(): boolean {
    return this.#done !== undefined
  }

  /**
   * Takes no new session, and tells those that there are to go, evenly spread over a time in milliseconds: the youngest
   * first, because those that were there first are often the backends of the others. Sessions of this process stay.
   * Resolves when all have been told, or the drain was cancelled. While a drain is on, another one joins it.
   */
  start(overMs: number): Promise<void> {
    return (this.#done ??= new Promise((resolve) => {
      this.#stop = resolve
      const peers = this.#peers().filter(({ settings }) => settings !== undefined)
      this.#endNext({ farewells: evenly(peers.toReversed(), overMs), from: 0, elapsedMs: 0 }, resolve)
    }))
  }

  /** Takes no new session, and leaves those that there are alone. */
  close(): void {
    this.#done ??= Promise.resolve()
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
