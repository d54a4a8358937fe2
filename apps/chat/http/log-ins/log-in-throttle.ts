/**
 * Slows down guessing. Failures are counted for an account at one address, for the account alone and for the address
 * alone. Once an account has logged in from an address, only failures of both together slow it there: so nobody can
 * lock a user out, and learners who share an address do not hinder each other.
 */

export interface ThrottleLimits {
  /** Failures that cost nothing, for each kind. */
  readonly pair: number
  readonly account: number
  readonly address: number
}

const DEFAULTS: ThrottleLimits = { pair: 5, account: 50, address: 300 }
/** Failures are forgotten after this time without another one. */
const WINDOW_MS = 15 * 60_000
const LONGEST_WAIT_MS = { pair: 30_000, account: 5_000, address: 1_000 }
const MAX_ENTRIES = 20_000

interface Failures {
  readonly count: number
  readonly lastAt: number
}

type Kind = keyof ThrottleLimits

export interface Attempt {
  readonly account: string
  readonly address: string
}

export class LogInThrottle {
  readonly #limits: ThrottleLimits
  readonly #now: () => number
  readonly #failures: Record<Kind, Map<string, Failures>> = { pair: new Map(), account: new Map(), address: new Map() }
  readonly #trusted = new Map<string, true>()
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(now: () => number, limits: ThrottleLimits = DEFAULTS) {
    this.#now = now
    this.#limits = limits
  }

  /** Attempts on one account from one address run one after the other, so that parallel guesses gain nothing. */
  async inTurn<Result>(attempt: Attempt, run: () => Promise<Result>): Promise<Result> {
    const key = pairKey(attempt)
    const before = this.#turns.get(key) ?? Promise.resolve()
    const turn = before.then(run, run)
    this.#turns.set(key, turn)
    try {
      return await turn
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key)
    }
  }

  /** How many milliseconds this attempt is too early; 0: it may go on. */
  waitMs(attempt: Attempt): number {
    const pair = this.#wait('pair', pairKey(attempt))
    if (this.#trusted.has(pairKey(attempt))) return pair
    return Math.max(pair, this.#wait('account', attempt.account), this.#wait('address', attempt.address))
  }

  failed(attempt: Attempt): void {
    this.#count('pair', pairKey(attempt))
    this.#count('account', attempt.account)
    this.#count('address', attempt.address)
  }

  succeeded(attempt: Attempt): void {
    this.#failures.pair.delete(pairKey(attempt))
    remember(this.#trusted, pairKey(attempt), true)
  }

  #wait(kind: Kind, key: string): number {
    const failures = this.#recent(kind, key)
    if (failures === undefined || failures.count < this.#limits[kind]) return 0
    const pause = Math.min(LONGEST_WAIT_MS[kind], 1_000 * 2 ** (failures.count - this.#limits[kind]))
    return Math.max(0, failures.lastAt + pause - this.#now())
  }

  #count(kind: Kind, key: string): void {
    const count = (this.#recent(kind, key)?.count ?? 0) + 1
    remember(this.#failures[kind], key, { count, lastAt: this.#now() })
  }

  #recent(kind: Kind, key: string): Failures | undefined {
    const failures = this.#failures[kind].get(key)
    return failures !== undefined && this.#now() - failures.lastAt < WINDOW_MS ? failures : undefined
  }
}

const pairKey = ({ account, address }: Attempt): string => `${address}\n${account}`

/** The oldest entry makes room for a new one. */
function remember<Value>(entries: Map<string, Value>, key: string, value: Value): void {
  entries.delete(key)
  entries.set(key, value)
  if (entries.size <= MAX_ENTRIES) return
  for (const oldest of entries.keys()) {
    entries.delete(oldest)
    return
  }
}
