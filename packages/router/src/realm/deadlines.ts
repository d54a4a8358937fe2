/** One list of deadlines for calls, authorizers and log-ins: a heap with the earliest deadline on top. */
import type { Effect, Ticker } from './effect.ts'

/** An entry of the list. */
export interface Deadline {
  /** Removes the entry. Harmless when repeated, and after its time. */
  cancel(): void
}

/** The index of an entry that is not in the heap. */
const OUT = -1
/** The index of an entry that was cancelled: it does not run, even if it was due already. */
const CANCELLED = -2

class Entry implements Deadline {
  readonly at: number
  readonly run: () => Effect[]
  readonly #owner: Deadlines
  /** Its index in the heap; −1 when it is not in the heap, −2 when it was cancelled. */
  index = OUT

  constructor(owner: Deadlines, at: number, run: () => Effect[]) {
    this.#owner = owner
    this.at = at
    this.run = run
  }

  cancel(): void {
    this.#owner.remove(this)
    this.index = CANCELLED
  }
}

/**
 * The most entries that one tick runs, so that other sessions are served in between: the calls of many sessions may end
 * at the same time.
 */
const AT_ONCE = 20

/** The deadlines of a realm. */
export class Deadlines implements Ticker {
  readonly #heap: Entry[] = []

  /** The number of entries. */
  get size(): number {
    return this.#heap.length
  }

  get deadline(): number | undefined {
    return this.#heap[0]?.at
  }

  /**
   * Adds an entry that runs at a time, in milliseconds since the epoch. The caller returns the effect `wake`
   * afterwards.
   */
  add(at: number, run: () => Effect[]): Deadline {
    const entry = new Entry(this, at, run)
    this.#heap.push(entry)
    entry.index = this.#heap.length - 1
    this.#rise(entry)
    return entry
  }

  /** Removes an entry from the heap. */
  remove(entry: Entry): void {
    const { index } = entry
    if (index < 0) return
    entry.index = OUT
    const last = this.#heap.pop()
    if (last === undefined || last === entry) return
    this.#put(last, index)
    this.#rise(last)
    this.#sink(last)
  }

  /**
   * Runs some of the entries that are due, the earliest first. The others stay due. An entry that an earlier one
   * cancels does not run. Entries that are added meanwhile wait for the next tick.
   */
  tick(now: number): Effect[] {
    const due: Entry[] = []
    for (let [first] = this.#heap; first !== undefined && first.at <= now; [first] = this.#heap) {
      if (due.length === AT_ONCE) break
      this.remove(first)
      due.push(first)
    }
    return due.flatMap((entry) => (entry.index === CANCELLED ? [] : entry.run()))
  }

  #put(entry: Entry, index: number): void {
    this.#heap[index] = entry
    entry.index = index
  }

  #rise(entry: Entry): void {
    while (entry.index > 0) {
      const parent = this.#heap[(entry.index - 1) >> 1]
      if (parent === undefined || parent.at <= entry.at) return
      this.#swap(entry, parent)
    }
  }

  #sink(entry: Entry): void {
    for (;;) {
      const left = this.#heap[2 * entry.index + 1]
      const right = this.#heap[2 * entry.index + 2]
      const earlier = right !== undefined && left !== undefined && right.at < left.at ? right : left
      if (earlier === undefined || earlier.at >= entry.at) return
      this.#swap(earlier, entry)
    }
  }

  #swap(lower: Entry, upper: Entry): void {
    const { index } = upper
    this.#put(upper, lower.index)
    this.#put(lower, index)
  }
}
