/** How long to wait before a guest is started again. The wait doubles each time, until a run has lasted long enough. */

export interface BackOffTimes {
  readonly firstMs: number
  readonly longestMs: number
  /** After a run of at least this length, the next wait is the shortest again. */
  readonly stableMs: number
}

export const BACK_OFF: BackOffTimes = { firstMs: 1_000, longestMs: 30_000, stableMs: 60_000 }

export class BackOff {
  readonly #times: BackOffTimes
  #nextMs: number

  constructor(times: BackOffTimes) {
    this.#times = times
    this.#nextMs = times.firstMs
  }

  /** The wait after a run that took `upMs` milliseconds. */
  after(upMs: number): number {
    const { firstMs, longestMs, stableMs } = this.#times
    if (upMs >= stableMs) this.#nextMs = firstMs
    const wait = this.#nextMs
    this.#nextMs = Math.min(2 * wait, longestMs)
    return wait
  }

  /** Called when the guest's files have changed: earlier failures do not predict the next run. */
  reset(): void {
    this.#nextMs = this.#times.firstMs
  }
}
