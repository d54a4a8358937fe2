/**
 * Draining a router, in two steps. At once, no new session is taken. Then the existing sessions get GOODBYE, evenly
 * spread over some time; it says after which time a client may come back.
 */
import type { Peer } from '../realm/peer.ts'
import type { Clock } from '../session/clock.ts'
import { evenly } from './evenly.ts'

const SHUTDOWN = 'wamp.close.system_shutdown'
const MESSAGE = 'the router is being drained: connect again, to another router if there is one'
/** Milliseconds between two groups of sessions that are ended. */
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

  /** True from the beginning of a drain until it is cancelled. While it is true, no new session is taken. */
  get isOn(): boolean {
    return this.#done !== undefined
  }

  /**
   * Takes no new session, and ends the existing ones, evenly spread over a time in milliseconds. The youngest is
   * ended first, because the oldest are often the backends of the others. In-process sessions stay. Resolves when all
   * sessions have got GOODBYE, or when the drain is cancelled. A second call while a drain runs joins that drain.
   */
  start(overMs: number): Promise<void> {
    return (this.#done ??= new Promise((resolve) => {
      this.#stop = resolve
      const peers = this.#peers().filter(({ settings }) => settings !== undefined)
      this.#endNext({ farewells: evenly(peers.toReversed(), overMs), from: 0, elapsedMs: 0 }, resolve)
    }))
  }

  /** Takes no new session. Existing sessions stay. */
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

  /** Takes sessions again. A session that has got GOODBYE still ends. */
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
