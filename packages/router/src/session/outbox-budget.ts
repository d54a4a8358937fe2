/** The bytes that wait in all outboxes of the process together. Over the bound, whoever holds most is ended. */
export interface Holder {
  /** Bytes that wait here, as of now. */
  held(): number
  /** Gives everything up. */
  overflow(why: string): void
}

export class OutboxBudget {
  #limit: number
  readonly #holders = new Map<Holder, number>()
  #total = 0
  #mostTotal = 0
  #mostByOne = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Another bound, for what waits already too. */
  change(limit: number): void {
    this.#limit = limit
    if (this.#total > limit) this.#shrink()
  }

  /** Bytes that waited when the holders last reported. */
  get total(): number {
    return this.#total
  }

  /** The most that ever waited: in all outboxes together, and in one of them. */
  get highWater(): { readonly total: number; readonly one: number } {
    return { total: this.#mostTotal, one: this.#mostByOne }
  }

  /** Notes what a holder holds now; 0 forgets it. */
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
        `all outboxes together held more than ${this.#limit} bytes, and this one, with ${held}, the most`,
      )
    }
  }

  /** Sockets empty without a word: ask again before anybody is ended. */
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
