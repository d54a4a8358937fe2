/**
 * Messages per second, per connection, where a large message counts as several. Past the rate a connection is not read for a moment: nothing is lost, TCP makes
 * the sender wait, and nobody else notices. A connection costs one number, and one timer serves all that are held.
 * The bucket is kept as the time until which what came in is paid for (GCRA): it is full when that time has passed.
 */
import type { Cancel, Clock } from '../session/clock.ts'
import type { RateOptions } from './options.ts'

/** A connection as the throttle sees it. */
export interface Throttled {
  /** The throttle's own; starts at 0. */
  paidUntil: number
  /** Stops reading. What is half read may still arrive, and is charged too. */
  hold(): void
  /** Reads on. */
  release(): void
}

/** A message counts once more for each so many bytes, and for each so much weight: about what they cost to handle. */
const BYTES = 1_024
const WEIGHT = 16

/** How many messages one message counts as. */
export const costOf = (bytes: number, weight: number): number =>
  1 + Math.floor(bytes / BYTES) + Math.floor(weight / WEIGHT)

/** How often those who are held are looked at. */
const LOOK_MS = 10
/** Somebody held is let go when this share of the burst is free again: one message at a time would be a timer each. */
const FREE_SHARE = 0.1

export interface ThrottleParts<Target> {
  readonly clock: Clock
  /** Told of each time that somebody is held. */
  held(target: Target): void
}

export class Throttle<Target extends Throttled = Throttled> {
  readonly #clock: Clock
  readonly #tell: (target: Target) => void
  readonly #intervalMs: number
  readonly #burstMs: number
  readonly #held = new Set<Target>()
  #cancel: Cancel | undefined
  #isStopped = false

  constructor({ messagesPerSecond, burst }: RateOptions, { clock, held }: ThrottleParts<Target>) {
    this.#clock = clock
    this.#tell = held
    this.#intervalMs = 1000 / messagesPerSecond
    this.#burstMs = burst * this.#intervalMs
  }

  /** Something came in that counts as so many messages. */
  charge(target: Target, messages: number, now: number = this.#clock.now()): void {
    if (this.#isStopped) return
    target.paidUntil = Math.max(target.paidUntil, now) + messages * this.#intervalMs
    if (target.paidUntil - now <= this.#burstMs || this.#held.has(target)) return
    this.#held.add(target)
    target.hold()
    this.#tell(target)
    this.#cancel ??= this.#clock.after(LOOK_MS, this.#look)
  }

  /** The connection has gone. */
  forget(target: Target): void {
    this.#held.delete(target)
  }

  readonly #look = (): void => {
    const now = this.#clock.now()
    for (const target of this.#held) {
      if (target.paidUntil - now > this.#burstMs * (1 - FREE_SHARE)) continue
      this.#held.delete(target)
      target.release()
    }
    this.#cancel = this.#held.size === 0 ? undefined : this.#clock.after(LOOK_MS, this.#look)
  }

  /** Lets go of the timer, and of whoever is held: they could not read a farewell, nor answer it. */
  stop(): void {
    this.#isStopped = true
    this.#cancel?.()
    for (const target of this.#held) target.release()
    this.#held.clear()
  }
}
