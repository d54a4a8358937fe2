/**
 * Lesson 0's feed: numbered items, so many a second, since the site was started. An item follows from its number and
 * the rate, so nothing is kept, and every way to get the feed has the same items.
 */

/** One item. `at` is when it came into being, in milliseconds since 1970. */
export interface Item {
  readonly n: number
  readonly at: number
}

/** Items a second. */
export const RATES = { least: 0.2, most: 20, usual: 2 } as const
/** An answer has no more items than this, the newest ones. */
export const MOST_ITEMS = 50

export class Feed {
  readonly #start: number
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
    this.#start = now()
  }

  /** The items after this number, at most {@link MOST_ITEMS}. */
  after(n: number, rate: number): readonly Item[] {
    const newest = this.newest(rate)
    const first = Math.max(n + 1, newest - MOST_ITEMS + 1)
    return Array.from({ length: Math.max(0, newest - first + 1) }, (_, index) => this.#item(first + index, rate))
  }

  /** The number of the newest item; 0 before the first. */
  newest(rate: number): number {
    return Math.floor(((this.#now() - this.#start) * rate) / 1_000)
  }

  /** The milliseconds until the item after this number comes into being; 0 if it is there. */
  msUntilAfter(n: number, rate: number): number {
    return Math.max(0, Math.ceil(this.#item(n + 1, rate).at - this.#now()))
  }

  #item(n: number, rate: number): Item {
    return { n, at: this.#start + (n * 1_000) / rate }
  }
}

/** What a request asks for; undefined for numbers that cannot be. */
export function wantedOf(query: URLSearchParams): { rate: number; after: number } | undefined {
  const rate = Number(query.get('rate') ?? RATES.usual)
  const after = Number(query.get('after') ?? 0)
  const isRate = rate >= RATES.least && rate <= RATES.most
  return isRate && Number.isSafeInteger(after) && after >= 0 ? { rate, after } : undefined
}
