/**
 * Publishes the news of sessions that have left: the meta events of their registrations and subscriptions, their
 * testaments, and the meta event `on_leave`. A session may have twenty thousand subscriptions and registrations, and
 * publishing a large testament takes milliseconds. Such news are therefore published in steps: other sessions are served
 * in between, and the receivers have time to read.
 */
import { append, next, wake } from './effect.ts'
import type { Effect, Ticker } from './effect.ts'
import { guarded } from './guarded.ts'
import type { Peer } from './peer.ts'
import type { Waitable } from './permissions/waitable.ts'

/** Publishes the meta events of one subscription or registration that is removed. */
export type Tell = () => Effect[]

export const NOTHING_TO_TELL: readonly Tell[] = []

/** The functions of the realm that farewells need. */
export interface FarewellsParts {
  route(peer: Peer, message: Waitable): Effect[]
  /** Publishes the meta event that a session has left. */
  left(peer: Peer): Effect[]
}

/** The most bytes of testaments that are published in the turn in which their session leaves. */
const AT_ONCE = 16 * 1024
/** The most removed subscriptions and registrations whose meta events are published in one step. */
const TOLD_AT_ONCE = 200

/** Publishes the news of sessions that have left. */
export class Farewells implements Ticker {
  readonly #parts: FarewellsParts
  #steps: (() => Effect[])[] = []

  constructor(parts: FarewellsParts) {
    this.#parts = parts
  }

  /**
   * Publishes the meta events of what was removed, the testaments of the session with its own identity and permissions,
   * and then the meta event that it left.
   */
  say(peer: Peer, removed: readonly Tell[]): Effect[] {
    const isShort = removed.length <= TOLD_AT_ONCE && (peer.testaments?.bytes ?? 0) <= AT_ONCE
    if (isShort && this.#steps.length === 0) return this.#sayAtOnce(peer, removed)
    for (let at = 0; at < removed.length; at += TOLD_AT_ONCE) {
      const some = removed.slice(at, at + TOLD_AT_ONCE)
      this.#steps.push(() => some.flatMap((tell) => tell()))
    }
    this.#steps.push(...this.#lastSteps(peer))
    return [wake(this)]
  }

  #sayAtOnce(peer: Peer, removed: readonly Tell[]): Effect[] {
    const effects: Effect[] = []
    for (const tell of removed) append(effects, tell())
    const isOrdinary = peer.testaments === undefined && peer.queue === undefined
    append(effects, isOrdinary ? this.#parts.left(peer) : this.#lastSteps(peer).map(next))
    return effects
  }

  /** The steps that publish the testaments, and then that the session has left. */
  #lastSteps(peer: Peer): (() => Effect[])[] {
    const { route, left } = this.#parts
    const published = (peer.testaments?.inOrder() ?? []).map(
      (testament) => () => guarded(peer, () => route(peer, testament)),
    )
    return [...published, () => peer.queue?.finally(() => left(peer)) ?? left(peer)]
  }

  /** Due at once, as long as steps are left. */
  get deadline(): number | undefined {
    return this.#steps.length === 0 ? undefined : 0
  }

  tick(): Effect[] {
    return this.#steps.shift()?.() ?? []
  }
}
