/**
 * Ends the sessions of lost connections, within a limited time per turn of the event loop. A session with ten thousand
 * subscriptions takes milliseconds to end, and thousands of connections may be lost at once.
 */

/** Milliseconds per turn. */
const LEAVE_MS = 5

/** The functions of the platform that it needs, as in `TurnParts`. */
export interface DeparturesParts {
  now(): number
  defer(run: () => void): void
}

/** The sessions that still have to end, in the order in which their connections were lost. */
export class Departures {
  readonly #parts: DeparturesParts
  readonly #waiting = new Set<() => void>()
  #usedMs = 0
  #isNextAsked = false

  constructor(parts: DeparturesParts) {
    this.#parts = parts
  }

  /** Ends a session at once if this turn has time left, otherwise in one of the next turns. It must not throw. */
  add(leave: () => void): void {
    if (this.#waiting.size === 0 && this.#usedMs < LEAVE_MS) this.#run(leave)
    else this.#waiting.add(leave)
    this.#askForNext()
  }

  #run(leave: () => void): void {
    const start = this.#parts.now()
    leave()
    this.#usedMs += this.#parts.now() - start
  }

  #askForNext(): void {
    if (this.#isNextAsked) return
    this.#isNextAsked = true
    this.#parts.defer(this.#next)
  }

  readonly #next = (): void => {
    this.#isNextAsked = false
    this.#usedMs = 0
    for (const leave of this.#waiting) {
      if (this.#usedMs >= LEAVE_MS) return this.#askForNext()
      this.#waiting.delete(leave)
      this.#run(leave)
    }
  }
}
