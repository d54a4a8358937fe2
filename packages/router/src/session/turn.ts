/**
 * One turn of the event loop, shared by all connections of a process. Reading has so much time in it, and writing has.
 * A connection that has more to read when the time is over waits, with its socket paused. Of those that wait the one that
 * has had the least time is heard first: a session that seldom sends does not stand behind fifty that never stop.
 * All outboxes are flushed when the turn's input is done; flushing earlier (a microtask, nextTick) would join nothing
 * across sockets.
 */
import { Batch } from './batch.ts'
import type { Join } from './batch.ts'
import { Flushes } from './flushes.ts'
import type { Flushable } from './flushes.ts'

/** Milliseconds of one turn for reading what arrives in it, and again for what waits since earlier turns. */
export const READ_MS = 5
/** Milliseconds for one connection while others wait. */
export const SHARE_MS = 2
/** A connection that has had more time than others waits at most until they have had this many milliseconds more. */
const MOST_AHEAD_MS = 20

/** A connection that has something to read. */
export interface Waiting {
  /** Milliseconds that it has had. The turn's own; starts at 0. */
  hadMs: number
  /** Its turn has come: it reads what waits, and then its socket again. */
  readOn(): void
}

export interface TurnParts {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs a function when the input that is ready now has been read: `setImmediate`. */
  defer(run: () => void): void
  /** Runs a function when what a resumed socket had read already has been handed out: `process.nextTick`. */
  soon(run: () => void): void
  readonly join: Join
}

export class Turn {
  readonly join: Join
  readonly #parts: TurnParts
  readonly #flushes: Flushes
  readonly #waiting = new Set<Waiting>()
  #first = Batch.empty()
  #isEndAsked = false
  /** When reading stops; undefined while nothing has been read in this turn. */
  #endsAt: number | undefined
  /** Who reads, and until when. */
  #reader: Waiting | undefined
  #since = 0
  #until = 0
  /**
   * What the connection had had that was heard last. None that waits has had less: what was read while no other waited
   * took nothing from anybody, and is not held against a connection later.
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

  /** The empty list that all batches of this turn grow from. */
  get first(): Batch {
    return this.#first
  }

  /** Asks for a flush at the end of the turn. An outbox asks once. */
  add(outbox: Flushable): void {
    this.#flushes.add(outbox)
    this.#askForEnd()
  }

  /** May this connection read one message now? If not, it should `wait`. */
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

  /** Asks to be heard again. */
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

  /** One after the other: what a socket has read already comes after `readOn`, and counts. */
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

  /** The first of those that have had the least time. */
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
