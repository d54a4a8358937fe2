/** How many updates in a row need not wait. Each is made up for by quiet later. */
const AT_ONCE = 3

/**
 * Hands things on that come one by one: a few at once, and those that come in a stream together. So messages now and then
 * are shown without delay, also two that come close to each other, and a hundred a second cost twenty updates.
 */
export class Gather<Thing> {
  readonly #everyMs: number
  readonly #take: (things: readonly Thing[]) => void
  readonly #now: () => number
  #things: Thing[] = []
  /** When all updates so far are made up for. */
  #paidUntil = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(everyMs: number, take: (things: readonly Thing[]) => void, now: () => number = Date.now) {
    this.#everyMs = everyMs
    this.#take = take
    this.#now = now
  }

  add(thing: Thing): void {
    this.#things.push(thing)
    const wait = this.#paidUntil - this.#now() - (AT_ONCE - 1) * this.#everyMs
    if (wait <= 0 || wait > this.#everyMs) this.#flush() // the clock may have been set back
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
    const now = this.#now()
    const debt = Math.min(Math.max(this.#paidUntil - now, 0), (AT_ONCE - 1) * this.#everyMs)
    this.#paidUntil = now + debt + this.#everyMs
    this.#take(things)
  }
}
