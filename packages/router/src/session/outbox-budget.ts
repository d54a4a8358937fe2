/**
 * The bytes that wait in all outboxes of the process together. Beyond the limit, the session whose outbox holds most is
 * ended.
 */

/** An outbox, as far as the budget needs it. */
export interface Holder {
  /** The bytes that wait here now. */
  held(): number
  /** Drops everything and ends the session. */
  overflow(why: string): void
}

/** The bytes that wait in all outboxes of the process together. */
export class OutboxBudget {
  #limit: number
  readonly #holders = new Map<Holder, number>()
  #total = 0
  #mostTotal = 0
  #mostByOne = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Changes the limit. It applies to bytes that wait already, too. */
  change(limit: number): void {
    this.#limit = limit
    if (this.#total > limit) this.#shrink()
  }

  /** The bytes that waited when the holders last reported. */
  get total(): number {
    return this.#total
  }

  /** The highest number of waiting bytes so far: in all outboxes together, and in one outbox. */
  get highWater(): { readonly total: number; readonly one: number } {
    return { total: this.#mostTotal, one: this.#mostByOne }
  }

  /** Records the bytes of a holder; 0 removes it. */
  report(holder: Holder, held: number): void {
    const before = this.#holders.get(holder) ?? 0
    this.#total += held - before
    if (held === 0) this.#holders.delete(holder)
    else this.#holders.set(holder, held)
    if (held > this.#mostByOne) this.#mostByOne = held
    if (this.#total > this.#mostTotal) this.#mostTotal = this.#total
    if (this.#total > this.#limit && held > before) this.#shrink()
  }

  #shrink(): void {
    this.#refresh()
    while (this.#total > this.#limit) {
      const largest = this.#largest()
      if (largest === undefined) return
      const held = this.#holders.get(largest) ?? 0
      this.#holders.delete(largest)
      this.#total -= held
      largest.overflow(
        `all outboxes together held more than ${this.#limit} bytes, and this outbox held the most (${held} bytes)`,
      )
    }
  }

  /** Asks all holders again before a session is ended, because sockets do not report when they become empty. */
  #refresh(): void {
    for (const [holder, before] of this.#holders) {
      const held = holder.held()
      this.#total += held - before
      if (held === 0) this.#holders.delete(holder)
      else this.#holders.set(holder, held)
    }
  }

  #largest(): Holder | undefined {
    let largest: Holder | undefined
    let most = 0
    for (const [holder, held] of this.#holders) {
      if (held > most) {
        largest = holder
        most = held
      }
    }
    return largest
  }
}
