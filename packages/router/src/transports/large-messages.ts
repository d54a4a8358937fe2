/**
 * Limits the number of connections that receive a large message at the same time, so that a thousand of them do not
 * keep a thousand unfinished messages in memory. Further connections are not read until a place is free. No message is
 * lost, because TCP makes their senders wait. A slow sender keeps its place for a short time only, so it cannot block
 * the others.
 */
import type { Cancel, Clock } from '../session/clock.ts'

/** A connection that receives a message. */
export interface Receiving {
  /** Stops reading until `hasRoom`. */
  waitForRoom(): void
  hasRoom(): void
}

/** A message is large when it has this many bytes and is not complete yet. */
export const LARGE_BYTES = 64 * 1024
/** The number of connections that may receive a large message at the same time. */
export const PLACES = 16
/** Milliseconds after which a place is free again, even if the message is not complete. */
export const PLACE_MS = 500

/** The places of the connections that receive a large message. */
export class LargeMessages<Target extends Receiving = Receiving> {
  readonly #clock: Clock
  /** The time at which each place is free again, the oldest place first. */
  readonly #placed = new Map<Target, number>()
  readonly #waiting = new Set<Target>()
  #cancel: Cancel | undefined
  #isStopped = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A connection has received `LARGE_BYTES` of a message that is not complete. Called once for each such message. */
  started(target: Target): void {
    if (this.#isStopped) return
    const now = this.#clock.now()
    if (this.#placed.size >= PLACES) this.#expire(now)
    if (this.#placed.size < PLACES) return void this.#placed.set(target, now + PLACE_MS)
    this.#waiting.add(target)
    target.waitForRoom()
    this.#cancel ??= this.#clock.after(PLACE_MS, this.#look)
  }

  /** The message is complete, or the connection has closed. */
  ended(target: Target): void {
    if (this.#waiting.delete(target)) target.hasRoom()
    else if (this.#placed.delete(target)) this.#admit(this.#clock.now())
  }

  /** Releases all waiting connections. Later calls of `started` have no effect. */
  stop(): void {
    this.#isStopped = true
    this.#cancel?.()
    for (const target of this.#waiting) target.hasRoom()
    this.#waiting.clear()
    this.#placed.clear()
  }

  #expire(now: number): void {
    for (const [target, until] of this.#placed) {
      if (until > now) return
      this.#placed.delete(target)
    }
  }

  #admit(now: number): void {
    for (const target of this.#waiting) {
      if (this.#placed.size >= PLACES) return
      this.#waiting.delete(target)
      this.#placed.set(target, now + PLACE_MS)
      target.hasRoom()
    }
  }

  readonly #look = (): void => {
    const now = this.#clock.now()
    this.#expire(now)
    this.#admit(now)
    const [next] = this.#placed.values()
    this.#cancel =
      this.#waiting.size === 0 ? undefined : this.#clock.after(Math.max(1, (next ?? now) - now), this.#look)
  }
}
