/** A bound on log-ins that wait for a procedure's answer at the same time. */
export class LoginGate {
  readonly #limit: number
  #inside = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** The number of log-ins that wait now. */
  get size(): number {
    return this.#inside
  }

  /**
   * Admits a log-in, or returns undefined when the gate is full. The caller calls the returned function once, when
   * the log-in ends.
   */
  enter(): (() => void) | undefined {
    if (this.#inside >= this.#limit) return undefined
    this.#inside++
    return () => void this.#inside--
  }
}
