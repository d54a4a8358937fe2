/**
 * What comes in over one connection, message by message. A connection is read while it is its turn; a batch may hold a
 * hundred thousand messages, and a short message may ask for what takes long. While there is a reason not to read, the
 * transport is paused. What had arrived by then waits here: each frame once, a batch with the place that reading has
 * come to. That is never more than one message of full size and one read of the socket.
 */
import { BatchReader, usesAutobahnSeparator } from '@wampeter/protocol'
import { LimitExceeded } from '../realm/limits.ts'
import type { Batching } from './batching.ts'
import type { SessionLimits } from './options.ts'
import type { Input, Transport } from './transport.ts'
import type { Turn, Waiting } from './turn.ts'

/** The connection that the messages are for. */
export interface Reader {
  /** One message, and the time. What it throws comes back by `malformed`. */
  read(message: string | Uint8Array, now: number): void
  malformed(error: unknown): void
  /** The peer's batches are of another kind than was thought. */
  batchingIs(batching: Batching): void
}

export interface InboxParts {
  readonly transport: Transport
  readonly turn: Turn
  readonly reader: Reader
  readonly batching: Batching
  /** The limits of the moment. */
  readonly context: { readonly limits: Pick<SessionLimits, 'batchMessages'> }
}

type Message = string | Uint8Array

/** Reasons not to read: bits, because one may go while another stays. */
const ASKED = 1
const TOO_FAST = 2
const OUT_OF_TIME = 4
const NO_ROOM = 8

export class Inbox implements Waiting, Input {
  hadMs = 0
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

  /** One frame. Its bytes need not outlive the call. */
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
        `a batch of ${batch.count} messages; it may hold ${batchMessages} (limits.batch_messages)`,
      )
    if (typeof frame === 'string' && this.#batching === 'batched' && usesAutobahnSeparator(frame))
      this.#reader.batchingIs((this.#batching = 'batched-autobahn'))
    return batch
  }

  yieldIfDue(): void {
    if (this.#holds === 0 && !this.#turn.mayRead(this, this.#turn.now())) this.#waitForTurn()
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

  /** Reads nothing more, because the session asks for it. */
  pause(): void {
    this.#hold(ASKED)
  }

  resume(): void {
    this.#release(ASKED)
  }

  /** Reads nothing more, because the peer sends too fast. */
  slowDown(): void {
    this.#hold(TOO_FAST)
  }

  speedUp(): void {
    this.#release(TOO_FAST)
  }

  /** Reads nothing more, because too many large messages are being received. */
  waitForRoom(): void {
    this.#hold(NO_ROOM)
  }

  hasRoom(): void {
    this.#release(NO_ROOM)
  }

  /** What waits is dropped; what still comes is for the reader to refuse. The transport is free to read a farewell. */
  close(): void {
    this.#turn.forget(this)
    if (this.#holds !== 0) this.#transport.resume()
    this.#holds = 0
    this.#frames = undefined
    this.#batch = undefined
  }
}
