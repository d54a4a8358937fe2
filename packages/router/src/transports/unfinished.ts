/**
 * Limits the messages of one connection before its log-in. `ws` has one limit for all connections of a server, and
 * reports a message only when it is complete. So this class counts the bytes that the socket reads without completing a
 * message, including control frames.
 */
import type { Duplex } from 'node:stream'
import { PART_BYTES } from './parts.ts'

/** A frame header has at most 14 bytes. The part that completed the last message counts for the next one, too. */
const SLACK_BYTES = PART_BYTES + 14

/** The parts of an `Unfinished`. */
export interface UnfinishedParts {
  readonly socket: Duplex
  /** The most bytes of one message. */
  readonly limit: number
  /** The limit is exceeded. Called once. */
  exceeded(): void
}

/** Counts the bytes of an unfinished message. */
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

  /** Runs after the listener of `ws`, which has already read these bytes. */
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
