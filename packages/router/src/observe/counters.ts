import type { CountName, Counters } from '../session/log.ts'

/** Counts in memory. The names are a closed list, so it cannot grow. */
export class MemoryCounters implements Counters {
  readonly #counts = new Map<CountName, number>()

  count(name: CountName): void {
    this.#counts.set(name, this.get(name) + 1)
  }

  get(name: CountName): number {
    return this.#counts.get(name) ?? 0
  }
}
