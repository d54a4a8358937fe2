/** How often a person may ring others: a page that is rung makes a noise. */

const MINUTE_MS = 60_000
/** The people that are remembered. Beyond it the one who rang longest ago is forgotten. */
const CALLERS = 10_000

export class RingLimit {
  readonly most: number
  readonly #now: () => number
  readonly #rings = new Map<string, number[]>()

  /** `most`: the rings that a person has in each minute, over all pages. */
  constructor(most: number, now: () => number = Date.now) {
    this.most = most
    this.#now = now
  }

  /** True if this person may ring now; the ring is counted. */
  take(name: string): boolean {
    const now = this.#now()
    const recent = (this.#rings.get(name) ?? []).filter((at) => at > now - MINUTE_MS)
    const mayRing = recent.length < this.most
    if (mayRing) recent.push(now)
    this.#rings.delete(name) // so that it becomes the newest
    this.#rings.set(name, recent)
    const [oldest] = this.#rings.keys()
    if (this.#rings.size > CALLERS && oldest !== undefined) this.#rings.delete(oldest)
    return mayRing
  }

  get size(): number {
    return this.#rings.size
  }
}
