/**
 * Publishes the testaments of sessions that have left, and then the meta event `on_leave`. Publishing a large testament
 * takes milliseconds, and many sessions may leave at once. Large testaments are therefore published one per step.
 */
import { next, wake } from './effect.ts'
import type { Effect, Ticker } from './effect.ts'
import { guarded } from './guarded.ts'
import type { Peer } from './peer.ts'
import type { Waitable } from './permissions/waitable.ts'

/** The functions of the realm that farewells need. */
export interface FarewellsParts {
  route(peer: Peer, message: Waitable): Effect[]
  /** Publishes the meta event that a session has left. */
  left(peer: Peer): Effect[]
}

/** The most bytes of testaments that are published in the turn in which their session leaves. */
const AT_ONCE = 16 * 1024

/** Publishes the testaments of sessions that have left. */
export class Farewells implements Ticker {
  readonly #parts: FarewellsParts
  #steps: (() => Effect[])[] = []

  constructor(parts: FarewellsParts) {
    this.#parts = parts
  }

  /**
   * Publishes the testaments of a session with its own identity and permissions, and then the meta event that it left.
   */
  say(peer: Peer): Effect[] {
    const { route, left } = this.#parts
    if (peer.testaments === undefined && peer.queue === undefined) return left(peer)
    const published = (peer.testaments?.inOrder() ?? []).map(
      (testament) => () => guarded(peer, () => route(peer, testament)),
    )
    const steps = [...published, () => peer.queue?.finally(() => left(peer)) ?? left(peer)]
    if ((peer.testaments?.bytes ?? 0) <= AT_ONCE) return steps.map(next)
    this.#steps.push(...steps)
    return [wake(this)]
  }

  /** Due at once, as long as steps are left. */
  get deadline(): number | undefined {
    return this.#steps.length === 0 ? undefined : 0
  }

  tick(): Effect[] {
    return this.#steps.shift()?.() ?? []
  }
}
