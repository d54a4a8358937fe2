/** Upper ends of the buckets for call durations, in milliseconds. */
export const LATENCY_BUCKETS_MS = [
  1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000,
] as const

/** The distribution of call durations: one addition per call, in a table of fixed size. */
export class Latency {
  /** One more than there are buckets: the last counts longer calls. */
  readonly #counts = new Float64Array(LATENCY_BUCKETS_MS.length + 1)
  #sumMs = 0

  add(ms: number): void {
    let index = 0
    while (ms > (LATENCY_BUCKETS_MS[index] ?? Infinity)) index++
    this.#counts[index] = (this.#counts[index] ?? 0) + 1
    this.#sumMs += ms
  }

  /** Calls per bucket, not cumulative. */
  get counts(): readonly number[] {
    return [...this.#counts]
  }

  get sumMs(): number {
    return this.#sumMs
  }
}
