/**
 * The last words of sessions that have gone: their testaments, and the event that tells of their leaving. Reading and
 * publishing a large testament takes milliseconds, and many sessions may go at once; so large ones go step by step.
 */
import { next, wake } from './effect.ts'
import type { Effect, Ticker } from './effect.ts'
import { guarded } from './guarded.ts'
import type { Peer } from './peer.ts'
import type { Waitable } from './permissions/waitable.ts'

export interface FarewellsParts {
  route(peer: Peer, message: Waitable): Effect[]
  /** Tells that a session has left. */
  left(peer: Peer): Effect[]
}

/** Bytes of testaments that are published in the turn in which their session leaves. */
const AT_ONCE = 16 * 1024

export class Farewells implements Ticker {
  readonly #parts: FarewellsParts
  #steps: (() => Effect[])[] = []

  constructor(parts: FarewellsParts) {
    this.#parts = parts
  }

  /** Publishes the testaments of a session as it would have published them itself, and then tells that it left. */
  say(peer: Peer): Effect[] {
    const { route, left } = this.#parts
    const published = (peer.testaments?.inOrder() ?? []).map(
      (testament) => () => guarded(peer, () => route(peer, testament)),
    )
    const steps = [...published, () => peer.queue?.finally(() => left(peer)) ?? left(peer)]
    if ((peer.testaments?.bytes ?? 0) <= AT_ONCE) return steps.map(next)
    this.#steps.push(...steps)
    return [wake(this)]
  }

  /** Due at once, as long as there is something to say. */
  get deadline(): number | undefined {
    return this.#steps.length === 0 ? undefined : 0
  }

  tick(): Effect[] {
    return this.#steps.shift()?.() ?? []
  }
}
