/** The figures of one way to get the feed: what arrived, how late, and what it cost. */

/** Lateness is taken over this many items. */
const LATEST = 20

export class Figures {
  items = 0
  requests = 0
  /** Bytes from the page to the site, and back. */
  up = 0
  down = 0
  /** The number of the newest item; 0 before the first. */
  newest = 0
  #late: number[] = []
  #since: number

  constructor(now: number) {
    this.#since = now
  }

  /** An item came into being at `at`, and arrived now. Times are milliseconds. */
  arrived({ n, at }: { readonly n: number; readonly at: number }, now: number): void {
    if (n <= this.newest) return
    this.newest = n
    this.items++
    this.#late = [...this.#late.slice(1 - LATEST), Math.max(0, now - at)]
  }

  asked({ up, down }: { readonly up: number; readonly down: number }): void {
    this.requests++
    this.up += up
    this.down += down
  }

  /** The median lateness of the latest items in milliseconds; undefined before the first. */
  get lateMs(): number | undefined {
    return this.#late.toSorted((a, b) => a - b)[Math.floor(this.#late.length / 2)]
  }

  get bytes(): number {
    return this.up + this.down
  }

  /** Requests and bytes of one reader in a second, since the beginning. */
  perSecond(now: number): { readonly requests: number; readonly bytes: number } {
    const seconds = Math.max(1, (now - this.#since) / 1_000)
    return { requests: this.requests / seconds, bytes: this.bytes / seconds }
  }
}
