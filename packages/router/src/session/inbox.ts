/**
 * What comes in over one connection, message by message. A frame may be a batch of a hundred thousand messages: those
 * of a long one are read a part at a time, and others are heard in between. Until all are read nothing more is taken
 * from the transport. What has arrived already when reading stops waits here: a chunk of a socket holds thousands of
 * short messages.
 */
import { messagesIn } from './batching.ts'
import type { Batching } from './batching.ts'
import type { Cancel, Clock } from './clock.ts'
import type { Transport } from './transport.ts'

/** Messages of a batch that are read without a break: some milliseconds. */
export const AT_ONCE = 500

/** Who reads. */
export interface Reader {
  /** One message. What it throws comes back by `broke`. */
  read(message: string | Uint8Array): void
  broke(error: unknown): void
  /** The peer's batches are of another kind than was thought. */
  batchingIs(batching: Batching): void
}

export interface InboxParts {
  readonly transport: Transport
  readonly clock: Clock
  readonly reader: Reader
  readonly batching: Batching
}

type Messages = (string | Uint8Array)[]

export class Inbox {
  readonly #transport: Transport
  readonly #clock: Clock
  readonly #reader: Reader
  #batching: Batching
  /** In order; undefined while nothing waits. */
  #waiting: Messages | undefined
  #read = 0
  #isPaused = false
  #cancel: Cancel | undefined

  constructor({ transport, clock, reader, batching }: InboxParts) {
    this.#transport = transport
    this.#clock = clock
    this.#reader = reader
    this.#batching = batching
  }

  /** One frame. Its bytes need not outlive the call. */
  take(frame: string | Uint8Array): void {
    try {
      if (this.#batching === 'plain' && this.#isIdle) this.#reader.read(frame)
      else this.#takeBatch(frame)
    } catch (error) {
      this.#reader.broke(error)
    }
  }

  #takeBatch(frame: string | Uint8Array): void {
    const messages = this.#batching === 'plain' ? [frame] : this.#unpacked(frame)
    if (!this.#isIdle || messages.length > AT_ONCE) return this.#keep(messages)
    for (const [at, message] of messages.entries()) {
      if (this.#isPaused) return this.#keep(messages.slice(at))
      this.#reader.read(message)
    }
  }

  get #isIdle(): boolean {
    return this.#waiting === undefined && !this.#isPaused
  }

  #unpacked(frame: string | Uint8Array): readonly (string | Uint8Array)[] {
    const { messages, batching } = messagesIn(frame, this.#batching)
    if (batching !== this.#batching) this.#reader.batchingIs((this.#batching = batching))
    return messages
  }

  /** Only what the transport had half read can come while something waits: that is little. */
  #keep(messages: readonly (string | Uint8Array)[]): void {
    const isFirst = this.#waiting === undefined
    const waiting = (this.#waiting ??= [])
    for (const message of messages) waiting.push(typeof message === 'string' ? message : new Uint8Array(message))
    if (!isFirst || this.#isPaused) return
    this.#transport.pause()
    this.#readOn()
  }

  /** Stops in the middle of a batch when it is told to pause. */
  #readOn(): void {
    const waiting = this.#waiting ?? []
    try {
      for (let left = AT_ONCE; left > 0 && !this.#isPaused && this.#read < waiting.length; left--)
        this.#reader.read(waiting[this.#read++] ?? '')
    } catch (error) {
      this.#reader.broke(error)
    }
    if (this.#waiting === undefined || this.#isPaused) return
    if (this.#read < waiting.length) return this.#readOnLater()
    this.#forget()
    this.#transport.resume()
  }

  #readOnLater(): void {
    this.#cancel?.()
    this.#cancel = this.#clock.after(0, () => this.#readOn())
  }

  #forget(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#waiting = undefined
    this.#read = 0
  }

  /** Reads nothing more; what the transport has half read may still come, and waits. */
  pause(): void {
    this.#isPaused = true
    this.#transport.pause()
  }

  resume(): void {
    this.#isPaused = false
    if (this.#waiting === undefined) this.#transport.resume()
    else this.#readOnLater()
  }

  /** What waits is dropped; what still comes is for the reader to refuse. The transport is free to read a farewell. */
  close(): void {
    if (this.#waiting !== undefined) this.#transport.resume()
    this.#forget()
  }
}
