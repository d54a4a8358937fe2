import type { Id } from '@wampeter/protocol'

/** Where ids come from. Global ones are random over 1…2^53−1 (*Identifiers*), so that routers need not agree on them. */
export interface Ids {
  global(): Id
}

/** What a realm is given from outside, so that it makes up nothing itself. */
export interface Sources {
  readonly ids: Ids
  /** Milliseconds since the epoch. */
  now(): number
}

const MAX_ID = 2 ** 53

/** The next id of a session-scoped counter: 1, 2, … 2^53, and again 1. */
export const nextId = (last: Id | 0): Id => (last === MAX_ID ? 1 : last + 1)

/** Hands out 1, 2, 3 …: ids of subscriptions and registrations, unique within one realm. */
export class Sequence {
  #last: Id | 0 = 0

  next(): Id {
    this.#last = nextId(this.#last)
    return this.#last
  }
}
