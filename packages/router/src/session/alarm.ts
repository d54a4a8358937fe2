/** Tells tickers the time when their deadline has come: one timer for each that waits for something. */
import type { Effect, Ticker } from '../realm/effect.ts'
import type { Cancel, Clock } from './clock.ts'

interface Setting {
  readonly at: number
  readonly cancel: Cancel
}

export class Alarm {
  readonly #clock: Clock
  readonly #carryOut: (effects: readonly Effect[]) => void
  readonly #set = new Map<Ticker, Setting>()

  constructor(clock: Clock, carryOut: (effects: readonly Effect[]) => void) {
    this.#clock = clock
    this.#carryOut = carryOut
  }

  /** Minds a ticker's deadline. An alarm that rings earlier is left alone: the ticker is asked again then. */
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
