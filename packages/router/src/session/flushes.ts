/**
 * The outboxes that have something to write. Each turn writes to as many as its time allows; the rest follow in later
 * turns, after more input has been read. Outboxes with new frames come before those left over, with at most half of the
 * time. So a session gets its answer while one publication is still being written to ten thousand others.
 */

/** An outbox that has something to write. */
export interface Flushable {
  flush(): void
}

/** Milliseconds for writing in one turn. */
export const FLUSH_MS = 5
/** The number of outboxes that are flushed between two readings of the clock. */
const AT_ONCE = 8

/** The outboxes that have something to write. */
export class Flushes {
  readonly #now: () => number
  #fresh: Flushable[] = []
  /** Left over from earlier turns, in order. Those before `#at` have been flushed. */
  #late: Flushable[] = []
  #at = 0

  constructor(now: () => number) {
    this.#now = now
  }

  get isEmpty(): boolean {
    return this.#fresh.length === 0 && this.#late.length === 0
  }

  /** Adds an outbox. An outbox calls this once until it is flushed. */
  add(outbox: Flushable): void {
    this.#fresh.push(outbox)
  }

  flush(): void {
    const fresh = this.#fresh
    this.#fresh = []
    const start = this.#now()
    const hasLate = this.#late.length > 0
    const flushed = this.#flushFrom(fresh, 0, start + (hasLate ? FLUSH_MS / 2 : FLUSH_MS))
    if (hasLate) this.#flushLate(start + FLUSH_MS)
    for (let at = flushed; at < fresh.length; at++) {
      const outbox = fresh[at]
      if (outbox !== undefined) this.#late.push(outbox)
    }
  }

  #flushLate(until: number): void {
    this.#at = this.#flushFrom(this.#late, this.#at, until)
    if (this.#at < this.#late.length) return
    this.#late = []
    this.#at = 0
  }

  /** Flushes outboxes until the time is over, but at least one portion. Returns the index where it stopped. */
  #flushFrom(outboxes: readonly Flushable[], from: number, until: number): number {
    let at = from
    while (at < outboxes.length) {
      const end = Math.min(at + AT_ONCE, outboxes.length)
      for (; at < end; at++) outboxes[at]?.flush()
      if (at < outboxes.length && this.#now() >= until) break
    }
    return at
  }
}
