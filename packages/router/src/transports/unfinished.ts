/**
 * Bounds the messages of one connection, in the time before its log-in, lower than those of others. `ws` has one bound
 * for all connections of a server, and tells of a message only when it is complete; so this counts what the socket reads
 * without completing a message, control frames among it.
 */
import type { Duplex } from 'node:stream'
import { PART_BYTES } from './parts.ts'

/** A frame's header has at most 14 bytes; the part that completed the last message counts for the next one, too. */
const SLACK_BYTES = PART_BYTES + 14

export interface UnfinishedParts {
  readonly socket: Duplex
  /** Most bytes of one message. */
  readonly limit: number
  /** More came. Called once. */
  exceeded(): void
}

export class Unfinished {
  readonly #parts: UnfinishedParts
  #bytes = 0
  isExceeded = false

  constructor(parts: UnfinishedParts) {
    this.#parts = parts
    parts.socket.on('data', this.#count)
  }

  /** A message is complete. */
  finished(): void {
    this.#bytes = 0
  }

  /** Behind the listener of `ws`, which has looked at the bytes already. */
  readonly #count = (bytes: Uint8Array): void => {
    this.#bytes += bytes.length
    if (this.#bytes <= this.#parts.limit + SLACK_BYTES) return
    this.stop()
    this.isExceeded = true
    this.#parts.exceeded()
  }

  stop(): void {
    this.#parts.socket.off('data', this.#count)
  }
}
