/**
 * Outboxes with something to write. A turn writes as many as its time allows; the rest follow in the next turns, with
 * input read in between. Outboxes that got something just now come first, with half of the time at most: a session that
 * asks something is answered while one publication is still on its way to ten thousand others.
 */
export interface Flushable {
  flush(): void
}

/** Milliseconds of one turn for writing. */
export const FLUSH_MS = 5
/** Outboxes between two looks at the clock. */
const AT_ONCE = 8

export class Flushes {
  readonly #now: () => number
  #fresh: Flushable[] = []
  /** Left over from earlier turns, in order, from `#at` on. */
  #late: Flushable[] = []
  #at = 0

  constructor(now: () => number) {
    this.#now = now
  }

  get isEmpty(): boolean {
    return this.#fresh.length === 0 && this.#late.length === 0
  }

  /** An outbox asks once until it is flushed. */
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

  /** At least one portion, however late it is. Returns where it stopped. */
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
