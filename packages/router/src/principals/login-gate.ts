/** A bound on log-ins that wait for a procedure's answer at the same time. */
export class LoginGate {
  readonly #limit: number
  #inside = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** How many wait now. */
  get size(): number {
    return this.#inside
  }

  /** Lets one in, unless it is full; what it returns is called once, at the end. */
  enter(): (() => void) | undefined {
    if (this.#inside >= this.#limit) return undefined
    this.#inside++
    return () => void this.#inside--
  }
}
