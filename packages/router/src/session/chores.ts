/**
 * Work that the input of this turn does not ask for, spread over turns of the event loop: sessions of lost connections
 * end, requests that waited are carried out, calls whose time is over are answered, sockets close. One session with ten
 * thousand subscriptions takes milliseconds to end, and thousands of connections may be lost at once. Timers are no way
 * to spread such work: those that become due while others run are run before any socket is read.
 */

/** What the work of one turn may use. */
export interface ChoresBound {
  readonly perTurn: number
  /** Does some work, and returns how much of the bound it used. */
  use(run: () => void): number
}

/** Bounds the milliseconds of the work. */
export const timed = (perTurn: number, now: () => number): ChoresBound => ({
  perTurn,
  use(run) {
    const start = now()
    run()
    return now() - start
  },
})

/** Bounds the number of pieces of work. For work that goes on after its call, where its time cannot be measured. */
export const counted = (perTurn: number): ChoresBound => ({
  perTurn,
  use(run) {
    run()
    return 1
  },
})

/** The work that is still to be done, in the order in which it was added. */
export class Chores {
  readonly #bound: ChoresBound
  readonly #defer: (run: () => void) => void
  readonly #waiting = new Set<() => void>()
  #used = 0
  #isNextAsked = false

  /** @param defer Runs a function after the input that is ready now: `setImmediate`. */
  constructor(bound: ChoresBound, defer: (run: () => void) => void) {
    this.#bound = bound
    this.#defer = defer
  }

  /** Does this at once if this turn's bound allows it, otherwise in one of the next turns. It must not throw. */
  add(run: () => void): void {
    if (this.#waiting.size === 0 && this.#used < this.#bound.perTurn) this.#do(run)
    else this.#waiting.add(run)
    this.#askForNext()
  }

  /** Does this in one of the next turns. It must not throw. */
  postpone(run: () => void): void {
    this.#waiting.add(run)
    this.#askForNext()
  }

  #do(run: () => void): void {
    const used = this.#bound.use(run) // what it adds is charged first
    this.#used += used
  }

  #askForNext(): void {
    if (this.#isNextAsked) return
    this.#isNextAsked = true
    this.#defer(this.#next)
  }

  readonly #next = (): void => {
    this.#isNextAsked = false
    this.#used = 0
    for (const run of this.#waiting) {
      if (this.#used >= this.#bound.perTurn) break
      this.#waiting.delete(run)
      this.#do(run)
    }
    if (this.#used > 0) this.#askForNext()
  }
}
