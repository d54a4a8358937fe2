/** Calls tickers when their deadline has come. Each ticker with a deadline has one timer, or waits for its turn. */
import type { Effect, Ticker } from '../realm/effect.ts'
import type { Cancel, Clock } from './clock.ts'

/** The parts of an alarm. */
export interface AlarmParts {
  readonly clock: Clock
  carryOut(effects: readonly Effect[]): void
  /** Runs a function in one of the next turns, within the time that a turn has for such work. Default: a timer. */
  readonly postpone: ((run: () => void) => void) | undefined
}

interface Setting {
  readonly at: number
  readonly cancel: Cancel
}

/** A ticker that is due already and waits for its turn. No earlier time can be set. */
const DUE: Setting = { at: Number.NEGATIVE_INFINITY, cancel: () => {} }

/** The timers of all tickers. */
export class Alarm {
  readonly #parts: AlarmParts
  readonly #set = new Map<Ticker, Setting>()

  constructor(parts: AlarmParts) {
    this.#parts = parts
  }

  /** Sets the timer for a ticker's deadline. A timer that fires earlier stays: it then sets the next one. */
  mind(ticker: Ticker): void {
    const { deadline: at } = ticker
    const set = this.#set.get(ticker)
    if (at === undefined || (set !== undefined && set.at <= at)) return
    set?.cancel()
    this.#set.set(ticker, this.#setting(ticker, at))
  }

  #setting(ticker: Ticker, at: number): Setting {
    const { clock, postpone } = this.#parts
    const ms = at - clock.now()
    const ring = (): void => this.#ring(ticker)
    if (ms > 0 || postpone === undefined) return { at, cancel: clock.after(Math.max(1, ms), ring) }
    postpone(ring)
    return DUE
  }

  #ring(ticker: Ticker): void {
    this.#set.delete(ticker)
    this.#parts.carryOut(ticker.tick(this.#parts.clock.now()))
    this.mind(ticker)
  }
}
