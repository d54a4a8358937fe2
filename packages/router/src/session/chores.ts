/**
 * Work that the input of this turn does not ask for, done within a limited time per turn of the event loop: sessions of
 * lost connections end, requests that waited are carried out, calls whose time is over are answered. One session with
 * ten thousand subscriptions takes milliseconds to end, and thousands of connections may be lost at once. Timers are no
 * way to spread such work: those that become due while others run are run before any socket is read.
 */

/** Milliseconds per turn. */
const CHORES_MS = 5

/** The functions of the platform that it needs, as in `TurnParts`. */
export interface ChoresParts {
  now(): number
  defer(run: () => void): void
}

/** The work that is still to be done, in the order in which it was added. */
export class Chores {
  readonly #parts: ChoresParts
  readonly #waiting = new Set<() => void>()
  #usedMs = 0
  #isNextAsked = false

  constructor(parts: ChoresParts) {
    this.#parts = parts
  }

  /** Does this at once if this turn has time left, otherwise in one of the next turns. It must not throw. */
  add(run: () => void): void {
    if (this.#waiting.size === 0 && this.#usedMs < CHORES_MS) this.#run(run)
    else this.#waiting.add(run)
    this.#askForNext()
  }

  /** Does this in one of the next turns. It must not throw. */
  postpone(run: () => void): void {
    this.#waiting.add(run)
    this.#askForNext()
  }

  #run(run: () => void): void {
    const start = this.#parts.now()
    run()
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
    for (const run of this.#waiting) {
      if (this.#usedMs >= CHORES_MS) return this.#askForNext()
      this.#waiting.delete(run)
      this.#run(run)
    }
  }
}
