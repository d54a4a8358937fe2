import type { Log } from './log.ts'

/** How often a kind of line may be written. */
const EVERY_MS = 10_000

/**
 * Keeps a peer from filling the log: of each kind, the first line is written at once. The next one comes ten seconds
 * later at the earliest, with the number of those that were left out.
 */
export class SparseLog {
  readonly #log: Log
  readonly #now: () => number
  readonly #kinds = new Map<string, { until: number; omitted: number }>()

  constructor(log: Log, now: () => number = Date.now) {
    this.#log = log
    this.#now = now
  }

  warn(kind: string, message: string): void {
    const now = this.#now()
    const known = this.#kinds.get(kind)
    if (known !== undefined && now < known.until) {
      known.omitted++
      return
    }
    this.#log.warn(message, known !== undefined && known.omitted > 0 ? { omitted: known.omitted } : {})
    this.#kinds.set(kind, { until: now + EVERY_MS, omitted: 0 })
  }
}
