/**
 * The frames that wait for one session. The frames of a turn are joined and written once. A socket that holds 64 KiB or
 * more gets no further frames, because bytes of a stalled socket cannot be taken back.
 */
import type { Encoding } from '../realm/receiver.ts'
import type { Batch } from './batch.ts'
import type { Holder, OutboxBudget } from './outbox-budget.ts'
import type { Transport } from './transport.ts'
import type { Flushable } from './flushes.ts'
import type { Turn } from './turn.ts'

/** A socket with this many bytes gets no more. A turn's frames of this size are written before the turn is over. */
export const HIGH_WATER_BYTES = 64 * 1024

/** The data that all outboxes of a router share. */
export interface OutboxParts {
  readonly turn: Turn
  readonly budget: OutboxBudget
  /**
   * The most bytes that may wait for one session, including those in the socket's buffer. One frame may always wait.
   */
  readonly limitBytes: number
}

/** The connection of an outbox. */
export interface OutboxOwner {
  /** The peer does not read. All waiting frames were dropped, because joined frames cannot be separated. */
  overflowed(why: string): void
}

/** The frames that wait for one session. */
export class Outbox implements Flushable, Holder {
  encoding: Encoding
  readonly #transport: Transport
  readonly #parts: OutboxParts
  readonly #owner: OutboxOwner
  /** The frames of this turn; undefined when there are none yet. */
  #batch: Batch | undefined
  /** The frames of earlier turns that the socket could not take, the oldest first. */
  #stalled: Uint8Array[] | undefined
  #stalledBytes = 0
  /** The bytes that the socket held after the last write. */
  #handedBytes = 0
  #isClosed = false

  constructor(
    transport: Transport,
    { encoding, parts, owner }: { encoding: Encoding; parts: OutboxParts; owner: OutboxOwner },
  ) {
    this.#transport = transport
    this.encoding = encoding
    this.#parts = parts
    this.#owner = owner
  }

  push(frame: Uint8Array): void {
    if (this.#isClosed) return
    const { turn, limitBytes } = this.#parts
    if (this.#batch === undefined) {
      turn.add(this)
      this.#batch = turn.first
    }
    const waiting = this.#stalledBytes + this.#handedBytes + this.#batch.bytes
    if (waiting > 0 && waiting + frame.length > limitBytes && this.held() + frame.length > limitBytes) {
      this.overflow(`it left more than ${limitBytes} bytes unread`)
      return
    }
    this.#batch = this.#batch.with(frame)
    if (this.#batch.bytes >= HIGH_WATER_BYTES) this.#send(turn.first)
  }

  /** The bytes that wait here, including those in the socket's buffer. */
  held(): number {
    this.#handedBytes = this.#transport.buffered()
    return this.#stalledBytes + this.#handedBytes + (this.#batch?.bytes ?? 0)
  }

  /** Writes the frames of this turn. Called at its end. */
  flush(): void {
    this.#send(undefined)
  }

  #send(next: Batch | undefined): void {
    const batch = this.#batch
    this.#batch = next
    if (batch === undefined || this.#isClosed || batch.bytes === 0) return
    if (this.#stalled !== undefined || this.#transport.buffered() >= HIGH_WATER_BYTES) this.#stall(batch)
    else this.#write(batch.joined(this.#parts.turn.join))
  }

  #stall(batch: Batch): void {
    this.#stalled ??= []
    this.#stalled.push(batch.settled(this.#parts.turn.join))
    this.#stalledBytes += batch.bytes
    this.#report()
  }

  #write(bytes: Uint8Array): void {
    this.#transport.write(bytes)
    const handed = this.#transport.buffered()
    if (handed === 0 && this.#handedBytes === 0) return
    this.#handedBytes = handed
    this.#report()
  }

  #report(): void {
    this.#parts.budget.report(this, this.#stalledBytes + this.#handedBytes)
  }

  /** Writes waiting frames after the socket has become empty. */
  drained(): void {
    this.#handedBytes = 0
    while (this.#stalled !== undefined && !this.#isClosed && this.#transport.buffered() < HIGH_WATER_BYTES)
      this.#writeStalled()
    if (!this.#isClosed) this.#report()
  }

  #writeStalled(): void {
    const bytes = this.#stalled?.shift()
    if (this.#stalled?.length === 0) this.#stalled = undefined
    if (bytes === undefined) return
    this.#stalledBytes -= bytes.length
    this.#write(bytes)
  }

  /** Drops everything that waits, and tells the owner. */
  overflow(why: string): void {
    if (this.#isClosed) return
    this.close()
    this.#owner.overflowed(why)
  }

  /** Writes everything that waits and closes the transport. Later frames are dropped. */
  closeTransport(code: number, reason: string): void {
    if (this.#isClosed) return
    this.flush()
    for (const bytes of this.#stalled ?? []) this.#transport.write(bytes)
    this.close()
    this.#transport.close(code, reason)
  }

  /** Drops everything. Later frames are dropped, too. */
  close(): void {
    this.#isClosed = true
    this.#batch = undefined
    this.#stalled = undefined
    this.#stalledBytes = 0
    this.#handedBytes = 0
    this.#parts.budget.report(this, 0)
  }
}
