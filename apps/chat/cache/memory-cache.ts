import { ENTRIES_SHOWN, isShown, KEY_LIFE_S } from './contract.ts'
import type { Cache, CacheChange, CacheEntry } from './contract.ts'

interface Held {
  readonly value: string
  readonly until: number
}

/** The cache in this process's memory. */
export class MemoryCache implements Cache {
  #held = new Map<string, Held>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  change({ set, remove }: CacheChange): Promise<void> {
    const until = this.#now() + KEY_LIFE_S * 1000
    for (const key of remove) this.#held.delete(key)
    for (const [key, value] of set) this.#held.set(key, { value, until })
    return Promise.resolve()
  }

  replace(all: ReadonlyMap<string, string>): Promise<void> {
    this.#held = new Map()
    return this.change({ set: all, remove: [] })
  }

  get(key: string): Promise<string | undefined> {
    const held = this.#held.get(key)
    return Promise.resolve(held === undefined || held.until <= this.#now() ? undefined : held.value)
  }

  entries(): Promise<readonly CacheEntry[]> {
    const now = this.#now()
    const living = [...this.#held].filter(([key, { until }]) => until > now && isShown(key))
    return Promise.resolve(
      living
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .slice(0, ENTRIES_SHOWN)
        .map(([key, { value, until }]) => ({ key, value, secondsLeft: Math.ceil((until - now) / 1000) })),
    )
  }

  onAvailable(_listener: () => void): void {
    // It is always available.
  }

  close(): Promise<void> {
    return Promise.resolve()
  }
}
