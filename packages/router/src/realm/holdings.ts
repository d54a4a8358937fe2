/**
 * The memory that all sessions of a realm hold together in its tables: subscriptions, registrations, pending calls,
 * testaments and waiting requests. The limits of each session do not bound it, because there may be many sessions.
 */
import type { Uri } from '@wampeter/protocol'
import { LimitExceeded } from './limits.ts'
import type { Rules } from './options.ts'

/** A session that holds less than this may always have more: sessions that hold much cannot keep it from working. */
export const SMALL_BYTES = 64 * 1024

/** Estimated bytes of a call between CALL and its final answer. */
export const CALL_BYTES = 400

/** Estimated bytes of a request that waits for an authorizer, beside the message itself: the question, its deadline. */
export const WAITING_BYTES = 1_500

/** Estimated bytes of an entry in a table that several sessions may share. */
export interface EntryBytes {
  /** The entry with its first session, without the URI. */
  readonly first: number
  /** Each further session. */
  readonly further: number
}

export const SUBSCRIPTION_BYTES: EntryBytes = { first: 450, further: 120 }
export const REGISTRATION_BYTES: EntryBytes = { first: 800, further: 220 }

/** The holder of some of these bytes. */
export interface Holder {
  heldBytes: number
}

/** The memory that the sessions of one realm hold. */
export class Holdings {
  readonly #rules: Rules
  #bytes = 0

  constructor(rules: Rules) {
    this.#rules = rules
  }

  /** What all sessions hold together. */
  get bytes(): number {
    return this.#bytes
  }

  /**
   * Checks that a session may hold more.
   * @throws LimitExceeded when all sessions together hold as much as the realm allows, and this one is not small.
   */
  check(holder: Holder): void {
    if (!this.isFullFor(holder)) return
    const { tableBytes } = this.#rules.options.limits
    throw new LimitExceeded(
      `the subscriptions, registrations, pending calls and testaments of all sessions take more than ${tableBytes} ` +
        `bytes, and this session has more than ${SMALL_BYTES} of them (limits.table_bytes)`,
    )
  }

  /** True when all sessions together hold as much as the realm allows, and this one is not small. */
  isFullFor({ heldBytes }: Holder): boolean {
    return this.#bytes >= this.#rules.options.limits.tableBytes && heldBytes >= SMALL_BYTES
  }

  add(holder: Holder, bytes: number): void {
    holder.heldBytes += bytes
    this.#bytes += bytes
  }

  remove(holder: Holder, bytes: number): void {
    holder.heldBytes -= bytes
    this.#bytes -= bytes
  }

  /** Adds a session to an entry. The URI is kept once for all of them. */
  join(holder: Holder, { uri, isFirst, of }: Joining): void {
    const bytes = of.first + 2 * uri.length
    holder.heldBytes += bytes
    this.#bytes += isFirst ? bytes : of.further
  }

  /** Removes a session from an entry. */
  leave(holder: Holder, { uri, wasLast, of }: Leaving): void {
    const bytes = of.first + 2 * uri.length
    holder.heldBytes -= bytes
    this.#bytes -= wasLast ? bytes : of.further
  }
}

interface Joining {
  readonly uri: Uri
  readonly isFirst: boolean
  readonly of: EntryBytes
}

interface Leaving {
  readonly uri: Uri
  readonly wasLast: boolean
  readonly of: EntryBytes
}
