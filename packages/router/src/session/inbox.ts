/**
 * The incoming messages of one connection. A connection is read while it is its turn. A batch may hold a hundred
 * thousand messages, and a short message may cause long work. While the inbox is held for some reason, the transport is
 * paused, and frames that have arrived wait here. They take no more memory than one message of full size and one read
 * of the socket.
 */
import { BatchReader, usesAutobahnSeparator } from '@wampeter/protocol'
import { LimitExceeded } from '../realm/limits.ts'
import type { Batching } from './batching.ts'
import type { SessionLimits } from './options.ts'
import type { Input, Transport } from './transport.ts'
import type { Turn, Waiting } from './turn.ts'

/** The connection that gets the messages. */
export interface Reader {
  /** Handles one message. Its exceptions are passed to `malformed`. */
  read(message: string | Uint8Array, now: number): void
  malformed(error: unknown): void
  /** The peer uses the other separator for batches. */
  batchingIs(batching: Batching): void
}

/** The parts of an inbox. */
export interface InboxParts {
  readonly transport: Transport
  readonly turn: Turn
  readonly reader: Reader
  readonly batching: Batching
  /** Holds the present limits. */
  readonly context: { readonly limits: Pick<SessionLimits, 'batchMessages'> }
}

type Message = string | Uint8Array

/** The reasons for holding: bits, because several may apply at the same time. */
const ASKED = 1
const TOO_FAST = 2
const OUT_OF_TIME = 4
const NO_ROOM = 8

/** Passes the messages of one connection to its reader, in its turn. */
export class Inbox implements Waiting, Input {
  busy = 0
  readonly #transport: Transport
  readonly #turn: Turn
  readonly #reader: Reader
  readonly #context: InboxParts['context']
  #batching: Batching
  #holds = 0
  #frames: Message[] | undefined
  /** The batch that is being read. */
  #batch: BatchReader | undefined

  constructor({ transport, turn, reader, batching, context }: InboxParts) {
    this.#transport = transport
    this.#turn = turn
    this.#reader = reader
    this.#context = context
    this.#batching = batching
  }

  /** Takes one frame. Its bytes are valid only during the call. */
  take(frame: Message): void {
    try {
      if (this.#holds !== 0) return this.#keep(frame)
      const now = this.#turn.now()
      if (!this.#turn.mayRead(this, now)) {
        this.#waitForTurn()
        this.#keep(frame)
      } else if (this.#batching === 'plain') this.#read(frame, now)
      else {
        this.#batch = this.#open(frame)
        this.#readWaiting()
        this.#batch?.settle()
      }
    } catch (error) {
      this.#reader.malformed(error)
    }
  }

  #keep(frame: Message): void {
    this.#frames ??= []
    this.#frames.push(typeof frame === 'string' ? frame : new Uint8Array(frame))
  }

  #open(frame: Message): BatchReader {
    const batch = new BatchReader(frame)
    const { batchMessages } = this.#context.limits
    if (batch.count > batchMessages)
      throw new LimitExceeded(
        `the batch holds ${batch.count} messages; the limit is ${batchMessages} (limits.batch_messages)`,
      )
    if (typeof frame === 'string' && this.#batching === 'batched' && usesAutobahnSeparator(frame))
      this.#reader.batchingIs((this.#batching = 'batched-autobahn'))
    return batch
  }

  yieldIfDue(): void {
    if (this.#holds === 0 && !this.#turn.mayRead(this, this.#turn.now())) this.#waitForTurn()
  }

  expectWork(): void {
    this.#turn.expectWork(this)
  }

  readOn(): void {
    this.#holds &= ~OUT_OF_TIME
    if (this.#holds !== 0) return
    try {
      this.#readWaiting()
    } catch (error) {
      this.#reader.malformed(error)
    }
    if (this.#holds === 0) this.#transport.resume()
  }

  #readWaiting(): void {
    while (this.#holds === 0) {
      const now = this.#turn.now()
      if (!this.#turn.mayRead(this, now)) return this.#hasMore() ? this.#waitForTurn() : undefined
      const message = this.#next()
      if (message === undefined) return
      this.#read(message, now)
    }
  }

  #read(message: Message, now: number): void {
    try {
      this.#reader.read(message, now)
    } catch (error) {
      this.#reader.malformed(error)
    }
  }

  #hasMore(): boolean {
    return this.#frames !== undefined || (this.#batch?.left ?? 0) > 0
  }

  #next(): Message | undefined {
    const message = this.#batch?.next()
    if (message !== undefined) return message
    this.#batch = undefined
    const frame = this.#frames?.shift()
    if (this.#frames?.length === 0) this.#frames = undefined
    if (frame === undefined || this.#batching === 'plain') return frame
    this.#batch = this.#open(frame)
    return this.#batch.next()
  }

  #waitForTurn(): void {
    this.#hold(OUT_OF_TIME)
    this.#turn.wait(this)
  }

  #hold(why: number): void {
    if (this.#holds === 0) this.#transport.pause()
    this.#holds |= why
  }

  #release(why: number): void {
    if ((this.#holds & why) === 0) return
    this.#holds &= ~why
    if (this.#holds !== 0) return
    if (this.#hasMore()) this.#waitForTurn()
    else this.#transport.resume()
  }

  /** Stops reading for the session. */
  pause(): void {
    this.#hold(ASKED)
  }

  resume(): void {
    this.#release(ASKED)
  }

  /** Stops reading because the peer sends too fast. */
  slowDown(): void {
    this.#hold(TOO_FAST)
  }

  speedUp(): void {
    this.#release(TOO_FAST)
  }

  /** Stops reading because too many large messages are being received. */
  waitForRoom(): void {
    this.#hold(NO_ROOM)
  }

  hasRoom(): void {
    this.#release(NO_ROOM)
  }

  /** Drops all waiting frames and releases the transport, so that it can read the peer's close frame. */
  close(): void {
    this.#turn.forget(this)
    if (this.#holds !== 0) this.#transport.resume()
    this.#holds = 0
    this.#frames = undefined
    this.#batch = undefined
  }
}
