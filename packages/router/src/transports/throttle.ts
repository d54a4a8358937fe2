/**
 * Limits the rate of messages per connection. A large message counts as several. Beyond the rate the router stops
 * reading the connection for a moment. No message is lost: TCP makes the sender wait. The algorithm is GCRA, a leaky
 * bucket that is stored as one time per connection: the time at which everything received is paid for. One timer serves
 * all held connections.
 */
import type { Cancel, Clock } from '../session/clock.ts'
import type { RateOptions } from './options.ts'

/** A connection, as the throttle sees it. */
export interface Throttled {
  /** Set by the throttle; starts at 0. */
  paidUntil: number
  /** Stops reading. Messages may still arrive; they are charged too. */
  hold(): void
  /** Resumes reading. */
  release(): void
}

/** A message counts once more for each `BYTES` bytes and for each `WEIGHT` of weight: about what it costs to handle. */
const BYTES = 1_024
const WEIGHT = 16

/** The number of messages that one message counts as. */
export const costOf = (bytes: number, weight: number): number =>
  1 + Math.floor(bytes / BYTES) + Math.floor(weight / WEIGHT)

/** Milliseconds between two checks of the held connections. */
const LOOK_MS = 10
/** A held connection is released when this share of its burst is free again. A smaller share would need more timers. */
const FREE_SHARE = 0.1

/** The parts of a throttle. */
export interface ThrottleParts<Target> {
  readonly clock: Clock
  /** Called each time that a connection is held. */
  held(target: Target): void
}

/** Limits the rate of messages of connections. */
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

  /** Charges a number of messages to a connection. */
  charge(target: Target, messages: number, now: number = this.#clock.now()): void {
    if (this.#isStopped) return
    target.paidUntil = Math.max(target.paidUntil, now) + messages * this.#intervalMs
    if (target.paidUntil - now <= this.#burstMs || this.#held.has(target)) return
    this.#held.add(target)
    target.hold()
    this.#tell(target)
    this.#cancel ??= this.#clock.after(LOOK_MS, this.#look)
  }

  /** Removes a connection that has closed. */
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

  /** Stops the timer and releases all held connections, so that they can read a farewell and answer it. */
  stop(): void {
    this.#isStopped = true
    this.#cancel?.()
    for (const target of this.#held) target.release()
    this.#held.clear()
  }
}
