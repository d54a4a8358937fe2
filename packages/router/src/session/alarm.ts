/** Calls tickers when their deadline has come. Each ticker with a deadline has one timer. */
import type { Effect, Ticker } from '../realm/effect.ts'
import type { Cancel, Clock } from './clock.ts'

interface Setting {
  readonly at: number
  readonly cancel: Cancel
}

/** The timers of all tickers. */
export class Alarm {
  readonly #clock: Clock
  readonly #carryOut: (effects: readonly Effect[]) => void
  readonly #set = new Map<Ticker, Setting>()

  constructor(clock: Clock, carryOut: (effects: readonly Effect[]) => void) {
    this.#clock = clock
    this.#carryOut = carryOut
  }

  /** Sets the timer for a ticker's deadline. A timer that fires earlier stays: it then sets the next one. */
  mind(ticker: Ticker): void {
    const { deadline: at } = ticker
    const set = this.#set.get(ticker)
    if (at === undefined || (set !== undefined && set.at <= at)) return
    set?.cancel()
    const cancel = this.#clock.after(Math.max(1, at - this.#clock.now()), () => this.#ring(ticker))
    this.#set.set(ticker, { at, cancel })
  }

  #ring(ticker: Ticker): void {
    this.#set.delete(ticker)
    this.#carryOut(ticker.tick(this.#clock.now()))
    this.mind(ticker)
  }
}
