/**
 * One turn of the event loop, shared by all connections of a process. Reading and writing each have a limited time in
 * it. A connection that has more to read when the time is over waits, with its socket paused. The waiting connection
 * with the least reading time so far comes first, so that a session that seldom sends does not wait behind fifty busy
 * ones.
 * All outboxes are flushed after the input of the turn. An earlier flush (by a microtask or nextTick) would not join
 * the frames of different sockets.
 */
import { Batch } from './batch.ts'
import type { Join } from './batch.ts'
import { Flushes } from './flushes.ts'
import type { Flushable } from './flushes.ts'

/** Milliseconds for reading new input in one turn, and again for the connections that wait since earlier turns. */
export const READ_MS = 5
/** Milliseconds for one connection while others wait. */
export const SHARE_MS = 2
/**
 * The most milliseconds that a connection may be ahead of the others: it bounds how long a busy connection must wait.
 */
const MOST_AHEAD_MS = 20

/** A connection that has something to read. */
export interface Waiting {
  /** The reading time that it has used, in milliseconds. Set by the turn; starts at 0. */
  hadMs: number
  /** Reads the waiting messages, and then the socket again. */
  readOn(): void
}

/** The functions of the platform that a turn needs. */
export interface TurnParts {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs a function after the input that is ready now: `setImmediate`. */
  defer(run: () => void): void
  /** Runs a function after a resumed socket has emitted its buffered data: `process.nextTick`. */
  soon(run: () => void): void
  readonly join: Join
}

/** The schedule of one event loop. */
export class Turn {
  readonly join: Join
  readonly #parts: TurnParts
  readonly #flushes: Flushes
  readonly #waiting = new Set<Waiting>()
  #first = Batch.empty()
  #isEndAsked = false
  /** The time when reading stops; undefined before the first read of a turn. */
  #endsAt: number | undefined
  /** The connection that is reading. */
  #reader: Waiting | undefined
  #since = 0
  #until = 0
  /**
   * The used time of the connection that was served last. Every waiting connection counts with at least this value. So
   * reading while no other connection waits is not held against a connection later.
   */
  #leastMs = 0

  constructor(parts: TurnParts) {
    this.#parts = parts
    this.join = parts.join
    this.#flushes = new Flushes(() => parts.now())
  }

  now(): number {
    return this.#parts.now()
  }

  /** The empty list from which all batches of this turn grow. */
  get first(): Batch {
    return this.#first
  }

  /** Schedules a flush of this outbox at the end of the turn. An outbox calls this once per flush. */
  add(outbox: Flushable): void {
    this.#flushes.add(outbox)
    this.#askForEnd()
  }

  /** True when this connection may read one more message now. Otherwise it should call `wait`. */
  mayRead(reader: Waiting, now: number): boolean {
    if (reader !== this.#reader) this.#begin(reader, now)
    return now < this.#until
  }

  #begin(reader: Waiting, now: number): void {
    if (this.#endsAt === undefined) {
      this.#endsAt = now + READ_MS
      this.#askForEnd()
    }
    this.#give(reader, now)
    if (this.#waiting.size === 0) {
      this.#until = this.#endsAt
      this.#leastMs = Math.max(this.#leastMs, reader.hadMs)
    } else this.#until = Math.min(this.#endsAt, now + SHARE_MS)
  }

  #give(reader: Waiting | undefined, now: number): void {
    if (this.#reader !== undefined) this.#reader.hadMs += now - this.#since
    this.#reader = reader
    this.#since = now
  }

  /** Puts a connection in the list of waiting ones. */
  wait(reader: Waiting): void {
    if (reader === this.#reader) this.#give(undefined, this.now())
    reader.hadMs = Math.min(Math.max(reader.hadMs, this.#leastMs), this.#leastMs + MOST_AHEAD_MS)
    this.#waiting.add(reader)
    this.#askForEnd()
  }

  forget(reader: Waiting): void {
    this.#waiting.delete(reader)
  }

  #askForEnd(): void {
    if (this.#isEndAsked) return
    this.#isEndAsked = true
    this.#parts.defer(this.#end)
  }

  readonly #end = (): void => {
    this.#isEndAsked = false
    this.#first = Batch.empty()
    this.#flushes.flush()
    if (!this.#flushes.isEmpty) this.#askForEnd()
    this.#endsAt = this.#waiting.size === 0 ? undefined : this.now() + READ_MS
    this.#serve()
  }

  /**
   * Serves one waiting connection, then schedules the next: the data of a resumed socket arrives after `readOn` and
   * counts too.
   */
  readonly #serve = (): void => {
    const now = this.#waiting.size === 0 ? 0 : this.now()
    const next = this.#neediest()
    if (next === undefined || this.#endsAt === undefined || now >= this.#endsAt) return this.#stopServing()
    this.#waiting.delete(next)
    this.#leastMs = next.hadMs
    this.#give(next, now)
    this.#until = this.#waiting.size === 0 ? this.#endsAt : now + SHARE_MS
    next.readOn()
    this.#parts.soon(this.#serve)
  }

  /** The waiting connection with the least used time; the first one of several. */
  #neediest(): Waiting | undefined {
    let neediest: Waiting | undefined
    for (const reader of this.#waiting) if (neediest === undefined || reader.hadMs < neediest.hadMs) neediest = reader
    return neediest
  }

  #stopServing(): void {
    if (this.#reader !== undefined) this.#give(undefined, this.now())
    this.#endsAt = undefined
    if (this.#waiting.size > 0) this.#askForEnd()
  }
}
