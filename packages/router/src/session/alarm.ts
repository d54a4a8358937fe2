/** Tells tickers the time when their deadline has come: one timer for each that waits for something. */
import type { Effect, Ticker } from '../realm/effect.ts'
import type { Cancel, Clock } from './clock.ts'

export class Alarm {
  readonly #clock: Clock
  readonly #carryOut: (effects: readonly Effect[]) => void
  readonly #set = new Map<Ticker, Cancel>()

  constructor(clock: Clock, carryOut: (effects: readonly Effect[]) => void) {
    this.#clock = clock
    this.#carryOut = carryOut
  }

  /** Minds a ticker's deadline, until it has none. Deadlines only move later: an alarm that is set is left alone. */
  mind(ticker: Ticker): void {
    const { deadline } = ticker
    if (deadline === undefined || this.#set.has(ticker)) return
    const ms = Math.max(1, deadline - this.#clock.now())
    this.#set.set(
      ticker,
      this.#clock.after(ms, () => this.#ring(ticker)),
    )
  }

  #ring(ticker: Ticker): void {
    this.#set.delete(ticker)
    this.#carryOut(ticker.tick(this.#clock.now()))
    this.mind(ticker)
  }
}
