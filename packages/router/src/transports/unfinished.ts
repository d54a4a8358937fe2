/**
 * Limits the messages of one connection before its log-in. `ws` has one limit for all connections of a server, and
 * reports a message only when it is complete. So this class counts the bytes that the socket reads without completing a
 * message, including control frames. It is made for the second part of a message: most log-ins have none, and a listener for
 * each connection takes a microsecond.
 */
import type { Duplex } from 'node:stream'
import { PART_BYTES } from './parts.ts'

/**
 * A frame header has at most 14 bytes. The part that completed the last message counts for the next one, too, and so
 * does the first part of a message that the socket still holds.
 */
const SLACK_BYTES = 2 * PART_BYTES + 14

/** The bounds of an `Unfinished`. */
export interface UnfinishedBounds {
  /** The most bytes of one message. */
  readonly limit: number
  /** The bytes of the message that have been read already. */
  readonly read: number
}

/** Counts the bytes of an unfinished message. */
export class Unfinished {
  readonly #socket: Duplex
  readonly #limit: number
  readonly #exceeded: () => void
  #bytes: number
  isExceeded = false

  /** `exceeded` is called once, when there are more bytes than the limit. */
  constructor(socket: Duplex, { limit, read }: UnfinishedBounds, exceeded: () => void) {
    this.#socket = socket
    this.#limit = limit
    this.#bytes = read
    this.#exceeded = exceeded
    socket.on('data', this.#count)
  }

  /** A message is complete. */
  finished(): void {
    this.#bytes = 0
  }

  /** Runs after the listener of `ws`, which has already read these bytes. */
  readonly #count = (bytes: Uint8Array): void => {
    this.#bytes += bytes.length
    if (this.#bytes <= this.#limit + SLACK_BYTES) return
    this.stop()
    this.isExceeded = true
    this.#exceeded()
  }

  stop(): void {
    this.#socket.off('data', this.#count)
  }
}
