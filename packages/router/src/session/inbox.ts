/**
 * What comes in over one connection, message by message. A batch may hold a hundred thousand messages, and a short one
 * may ask for what takes long: so much is read at a time, then others are heard, then the rest is read. Until all is
 * read nothing more is taken from the transport. What has arrived already when reading stops waits here: a chunk of a
 * socket holds thousands of short messages.
 */
import { messagesIn } from './batching.ts'
import type { Batching } from './batching.ts'
import type { Cancel, Clock } from './clock.ts'
import type { Transport } from './transport.ts'

/** Messages that are read without a break: some milliseconds. */
export const AT_ONCE = 500
/** Milliseconds after which what is left waits, in a batch or in frames of its own. */
export const MOST_MS = 20

/** Who reads. */
export interface Reader {
  /** One message. What it throws comes back by `malformed`. */
  read(message: string | Uint8Array): void
  malformed(error: unknown): void
  /** The peer's batches are of another kind than was thought. */
  batchingIs(batching: Batching): void
}

export interface InboxParts {
  readonly transport: Transport
  readonly clock: Clock
  readonly reader: Reader
  readonly batching: Batching
}

type Message = string | Uint8Array

export class Inbox {
  readonly #transport: Transport
  readonly #clock: Clock
  readonly #reader: Reader
  #batching: Batching
  /** Those that are not read yet stand behind the first so many. */
  #waiting: Message[] | undefined
  #read = 0
  #isPaused = false
  /** When it read last, and how long it has taken without a break until then. */
  #readAt = 0
  #takenMs = 0
  #cancel: Cancel | undefined

  constructor({ transport, clock, reader, batching }: InboxParts) {
    this.#transport = transport
    this.#clock = clock
    this.#reader = reader
    this.#batching = batching
  }

  /** One frame. Its bytes need not outlive the call. */
  take(frame: Message): void {
    try {
      if (this.#batching === 'plain' && this.#isIdle && this.#hasTime()) this.#readOne(frame)
      else this.#takeAll(this.#batching === 'plain' ? [frame] : this.#unpacked(frame))
    } catch (error) {
      this.#reader.malformed(error)
    }
  }

  #unpacked(frame: Message): readonly Message[] {
    const { messages, batching } = messagesIn(frame, this.#batching)
    if (batching !== this.#batching) this.#reader.batchingIs((this.#batching = batching))
    return messages
  }

  #takeAll(messages: readonly Message[]): void {
    const read = this.#isIdle ? this.#readAtOnce(messages, 0) : 0
    if (read < messages.length) this.#keep(messages.slice(read))
  }

  get #isIdle(): boolean {
    return this.#waiting === undefined && !this.#isPaused
  }

  /** Only what the transport had half read can come while something waits: that is little. */
  #keep(messages: readonly Message[]): void {
    if (this.#waiting === undefined) {
      this.#waiting = []
      if (!this.#isPaused) {
        this.#transport.pause()
        this.#readOnLater()
      }
    }
    for (const message of messages) this.#waiting.push(typeof message === 'string' ? message : new Uint8Array(message))
  }

  /** Reads from a place on, as far as it may without a break, and says how far it came. A pause stops it as well. */
  #readAtOnce(messages: readonly Message[], from: number): number {
    let at = from
    while (at < messages.length && at < from + AT_ONCE && this.#hasTime()) {
      this.#readOne(messages[at++] ?? '')
      if (this.#isPaused) break
    }
    return at
  }

  #readOne(message: Message): void {
    const start = this.#clock.now()
    if (start - this.#readAt > 1) this.#takenMs = 0
    this.#reader.read(message)
    this.#readAt = this.#clock.now()
    this.#takenMs += this.#readAt - start
  }

  /** Where time has passed since it read last, others were heard. */
  #hasTime(): boolean {
    return this.#takenMs < MOST_MS || this.#clock.now() - this.#readAt > 1
  }

  #readOn(): void {
    this.#takenMs = 0
    try {
      this.#read = this.#readAtOnce(this.#waiting ?? [], this.#read)
    } catch (error) {
      this.#reader.malformed(error)
    }
    if (this.#waiting === undefined || this.#isPaused) return
    if (this.#read < this.#waiting.length) return this.#readOnLater()
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
    this.#cancel?.()
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
