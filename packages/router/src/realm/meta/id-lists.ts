/** Lists of ids in the results of meta procedures: limited in length, and made again only when the table has changed. */
import { Payload } from '@wampeter/protocol'
import type { Id } from '@wampeter/protocol'
import { LimitExceeded } from '../limits.ts'
import type { Rules } from '../options.ts'
import type { ReadonlyPeers } from '../peers.ts'

/**
 * Checks that an answer may list this number of ids. `advice` says what to ask instead.
 * @throws LimitExceeded
 */
export function checkListed(count: number, { options: { limits } }: Rules, advice: string): void {
  if (count > limits.listedIds)
    throw new LimitExceeded(
      `the answer would list ${count} ids, and the limit is ${limits.listedIds} (limits.listed_ids): ${advice}`,
    )
}

/** The ids of sessions, subscriptions or registrations. */
export const idsOf = (all: Iterable<{ readonly id: Id }>): readonly Id[] => Array.from(all, ({ id }) => id)

/** The payload of a list, kept until its table changes. */
export class KeptList {
  #version: number | undefined
  #payload = Payload.empty

  /** The kept payload, or a new one when `version` has changed. */
  at(version: number, make: () => unknown): Payload {
    if (this.#version === version) return this.#payload
    this.#payload = Payload.of([make()])
    this.#version = version
    return this.#payload
  }
}

/** What the procedures for subscriptions and registrations are made from. */
export interface ListParts {
  readonly peers: ReadonlyPeers
  readonly rules: Rules
}

/** What to ask instead of a list of all subscriptions or registrations. */
export const LIST_ADVICE = 'name the session whose ids you want, or use the procedures lookup and match'
