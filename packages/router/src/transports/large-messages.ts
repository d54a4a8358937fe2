/**
 * Lets few connections receive a large message at a time, so that a thousand of them do not hold a thousand unfinished
 * messages in memory. The others are not read until a place is free; TCP makes their senders wait, and nothing is lost.
 * A sender that is slow keeps its place for a moment only: it cannot block the others.
 */
import type { Cancel, Clock } from '../session/clock.ts'

/** A connection that receives a message. */
export interface Receiving {
  /** Stops reading until `hasRoom`. */
  waitForRoom(): void
  hasRoom(): void
}

/** A message is large when it has this many bytes and is still not complete. */
export const LARGE_BYTES = 64 * 1024
/** Connections that receive a large message at a time. */
const PLACES = 32
/** A place is free again after this time, even if the message is not complete. */
const PLACE_MS = 500

export class LargeMessages<Target extends Receiving = Receiving> {
  readonly #clock: Clock
  /** Each with the time at which its place is free again; the oldest first. */
  readonly #placed = new Map<Target, number>()
  readonly #waiting = new Set<Target>()
  #cancel: Cancel | undefined
  #isStopped = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The message that this connection receives is large. Called once for each such message. */
  started(target: Target): void {
    if (this.#isStopped) return
    const now = this.#clock.now()
    if (this.#placed.size >= PLACES) this.#expire(now)
    if (this.#placed.size < PLACES) return void this.#placed.set(target, now + PLACE_MS)
    this.#waiting.add(target)
    target.waitForRoom()
    this.#cancel ??= this.#clock.after(PLACE_MS, this.#look)
  }

  /** The message is complete, or the connection has gone. */
  ended(target: Target): void {
    if (this.#waiting.delete(target)) target.hasRoom()
    else if (this.#placed.delete(target)) this.#admit(this.#clock.now())
  }

  /** Ends all waiting, for good. */
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
