/** Ids: random ones and counters. */
import type { Id } from '@wampeter/protocol'

/** The source of global ids. They are random over 1…2^53−1 (*Identifiers*), so that routers need not agree on them. */
export interface Ids {
  global(): Id
}

/** The clock and the source of ids, which a realm is given from outside. */
export interface Sources {
  readonly ids: Ids
  /** Milliseconds since the epoch. */
  now(): number
  /** The same, as it was read last: the time at which the present message was read. Measures calls without a clock. */
  lately(): number
}

const MAX_ID = 2 ** 53

/** The next id of a session-scoped counter: 1, 2, … 2^53, and 1 again. */
export const nextId = (last: Id | 0): Id => (last === MAX_ID ? 1 : last + 1)

/** A counter 1, 2, 3 …: ids of subscriptions and registrations, unique within one realm. */
export class Sequence {
  #last: Id | 0 = 0

  next(): Id {
    this.#last = nextId(this.#last)
    return this.#last
  }
}
