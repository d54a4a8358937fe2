/**
 * Hands things on that come one by one: the first at once, and those that come soon after it together. So one message is
 * shown without delay, and a hundred a second cost twenty updates.
 */
export class Gather<Thing> {
  readonly #everyMs: number
  readonly #take: (things: readonly Thing[]) => void
  readonly #now: () => number
  #things: Thing[] = []
  #quietUntil = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(everyMs: number, take: (things: readonly Thing[]) => void, now: () => number = Date.now) {
    this.#everyMs = everyMs
    this.#take = take
    this.#now = now
  }

  add(thing: Thing): void {
    this.#things.push(thing)
    const wait = this.#quietUntil - this.#now()
    if (wait <= 0 || wait > this.#everyMs) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), wait)
  }

  /** What was not handed on yet stays for the next time. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #flush(): void {
    this.stop()
    const things = this.#things
    this.#things = []
    this.#quietUntil = this.#now() + this.#everyMs
    this.#take(things)
  }
}
