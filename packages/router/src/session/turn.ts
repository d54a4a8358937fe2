/**
 * One turn of the event loop, shared by all connections of a process. Reading and writing each have a limited time in
 * it. A connection that has more to read when the time is over waits, with its socket paused. Connections that lately
 * used up their share of the time are busy. The others come before them, so that a session that seldom sends does not
 * wait behind fifty busy ones.
 * All outboxes are flushed after the input of the turn. An earlier flush (by a microtask or nextTick) would not join
 * the frames of different sockets.
 */
import { Batch } from './batch.ts'
import type { Join } from './batch.ts'
import { Chores, counted, timed } from './chores.ts'
import { Flushes } from './flushes.ts'
import type { Flushable } from './flushes.ts'

/** Milliseconds for reading new input in one turn, and again for the connections that wait since earlier turns. */
export const READ_MS = 5
/** Milliseconds for chores in one turn. */
export const CHORES_MS = 5
/** Ends of peers and sockets that close in one turn: some four milliseconds, most of which passes after the calls. */
export const CLOSED_PER_TURN = 200
/** Milliseconds for one connection while others wait. */
export const SHARE_MS = 2
/**
 * The most messages of a connection in its share while others wait that are not busy. A connection with more is busy.
 * Without this limit each connection of a crowd that sends at once would use up its time before the next is read.
 */
export const SHARE_MESSAGES = 8
/** A connection is busy until it has left this many shares unused in a row. */
const BUSY_SHARES = 3
/** Of this many connections that are served, one is a busy one, even if others wait. */
const BUSY_EVERY = 4

/** A connection that has something to read. */
export interface Waiting {
  /** How many shares it must still leave unused until it is not busy any more. Set by the turn; starts at 0. */
  busy: number
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
  readonly chores: Chores
  /** The ends of peers that close their direction, and the closing of sockets. */
  readonly closings: Chores
  readonly #parts: TurnParts
  readonly #flushes: Flushes
  /** Waiting connections that are not busy, in the order in which they came. */
  readonly #light = new Set<Waiting>()
  /** Waiting connections that are busy, in the order in which they came. */
  readonly #busy = new Set<Waiting>()
  #served = 0
  #first = Batch.empty()
  #isEndAsked = false
  /** The time when reading stops; undefined before the first read of a turn. */
  #endsAt: number | undefined
  /** The connection that is reading. */
  #reader: Waiting | undefined
  #since = 0
  /** Busy connections are not read, because the last reading took far longer than its time. */
  #isResting = false
  /** The time that the last reading of the clock gave. */
  readAt = 0
  #until = 0
  /** Messages that the reader may still read before it is busy. */
  #left = 0

  constructor(parts: TurnParts) {
    this.#parts = parts
    this.join = parts.join
    const defer = (run: () => void): void => parts.defer(run)
    this.chores = new Chores(
      timed(CHORES_MS, () => parts.now()),
      defer,
    )
    this.closings = new Chores(counted(CLOSED_PER_TURN), defer)
    this.#flushes = new Flushes(() => parts.now())
  }

  now(): number {
    return (this.readAt = this.#parts.now())
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
    if (reader !== this.#reader) {
      if (this.#isResting && reader.busy > 0) return false
      this.#begin(reader, now)
    }
    return now < this.#until && this.#left-- > 0
  }

  #begin(reader: Waiting, now: number): void {
    if (this.#endsAt === undefined) {
      this.#endsAt = now + READ_MS
      this.#askForEnd()
    }
    this.#give(reader, now)
    if (this.#until > this.#endsAt) this.#until = this.#endsAt
  }

  /** The last reader has read all that it had; what it used was less than its share. */
  #give(reader: Waiting | undefined, now: number): void {
    if (this.#reader !== undefined && this.#reader.busy > 0) this.#reader.busy--
    this.#reader = reader
    this.#since = now
    this.#until = this.#isAnyWaiting || this.#endsAt === undefined ? now + SHARE_MS : this.#endsAt
    this.#left = this.#light.size > 0 ? SHARE_MESSAGES : Number.MAX_SAFE_INTEGER
  }

  get #isAnyWaiting(): boolean {
    return this.#light.size + this.#busy.size > 0
  }

  /**
   * A long message arrives on this connection. It counts as busy from now on, and lets those that are not busy go
   * first.
   */
  expectWork(reader: Waiting): void {
    reader.busy = BUSY_SHARES
    if (reader === this.#reader && this.#light.size > 0) this.#until = this.#since
  }

  /** Puts a connection in the list of waiting ones. */
  wait(reader: Waiting): void {
    if (reader === this.#reader) {
      if (this.#left <= 0 || this.now() - this.#since >= SHARE_MS / 2) reader.busy = BUSY_SHARES
      this.#reader = undefined
    }
    const list = reader.busy > 0 ? this.#busy : this.#light
    list.add(reader)
    this.#askForEnd()
  }

  forget(reader: Waiting): void {
    this.#light.delete(reader)
    this.#busy.delete(reader)
  }

  #askForEnd(): void {
    if (this.#isEndAsked) return
    this.#isEndAsked = true
    this.#parts.defer(this.#end)
  }

  readonly #end = (): void => {
    this.#isEndAsked = false
    this.#isResting = this.#isOverdrawn()
    this.#give(undefined, 0)
    this.#first = Batch.empty()
    this.#flushes.flush()
    if (!this.#flushes.isEmpty) this.#askForEnd()
    this.#endsAt = this.#isAnyWaiting ? this.now() + READ_MS : undefined
    this.#serve()
  }

  /**
   * Serves one waiting connection, then schedules the next: the data of a resumed socket arrives after `readOn` and
   * counts too.
   */
  readonly #serve = (): void => {
    const next = this.#next()
    const now = next === undefined ? 0 : this.now()
    if (next === undefined || this.#endsAt === undefined || now >= this.#endsAt) return this.#stopServing()
    this.forget(next)
    this.#served++
    this.#give(next, now)
    next.readOn()
    this.#parts.soon(this.#serve)
  }

  /**
   * True when reading took twice its time or more, because of one long message. Then whatever has arrived meanwhile
   * from connections that are not busy is read before the next long message.
   */
  #isOverdrawn(): boolean {
    return this.#endsAt !== undefined && this.now() >= this.#endsAt + READ_MS
  }

  /** The connection that has waited longest, among those that are not busy or, now and then, among the busy ones. */
  #next(): Waiting | undefined {
    const [busy] = this.#isResting ? [] : this.#busy
    const [light] = this.#light
    return this.#served % BUSY_EVERY === 0 ? (busy ?? light) : (light ?? busy)
  }

  #stopServing(): void {
    if (this.#isOverdrawn()) this.#isResting = true
    this.#give(undefined, 0)
    this.#endsAt = undefined
    if (this.#isAnyWaiting) this.#askForEnd()
  }
}
