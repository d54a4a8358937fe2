/**
 * Connections that have no session yet send their first bytes, and plain requests. Together they count as one
 * connection in the turns of the event loop: thousands that send at once wait for one another, and sessions do not
 * wait for them. Without this, libuv passes all reads that are ready to Node before the turn ends.
 */
import type { Turn, Waiting } from '../session/turn.ts'

/** The bytes that may wait for all newcomers of a listener. Past them, reads are handled at once. */
export const MOST_WAITING_BYTES = 16 * 1024 * 1024

/** What a connection has sent, and the end of its direction if it has closed it. */
export interface Received {
  readonly chunks: Uint8Array[]
  hasEnded: boolean
}

/** How the reads of newcomers are handled. */
export interface NewcomerOptions<Peer> {
  /** Handles reads that have waited. */
  handle(peer: Peer, received: Received): void
  /** The most of them that are handled before other connections get their share, if time alone does not limit them. */
  readonly mostPerShare?: number
}

/** The newcomers of one listener. */
export class Newcomers<Peer extends object> implements Waiting {
  readonly #turn: Turn
  readonly #options: NewcomerOptions<Peer>
  /** Connections whose reads wait, in the order of their first read. */
  readonly #waiting = new Map<Peer, Received>()
  #bytes = 0
  busy = 0

  constructor(turn: Turn, options: NewcomerOptions<Peer>) {
    this.#turn = turn
    this.#options = options
  }

  /**
   * True when a read, or the end of the peer's direction (null), may be handled now. False when it waits, and is handled
   * later. Then the connection should not be read.
   */
  admits(peer: Peer, chunk: Uint8Array | null): boolean {
    const received = this.#waiting.get(peer)
    if (received !== undefined) {
      this.#keep(received, chunk)
      return false
    }
    if (this.#bytes > MOST_WAITING_BYTES) return true
    if (this.#waiting.size === 0 && this.#turn.mayRead(this, this.#turn.now())) return true
    const first: Received = { chunks: [], hasEnded: false }
    this.#keep(first, chunk)
    this.#waiting.set(peer, first)
    if (this.#waiting.size === 1) this.#turn.wait(this)
    return false
  }

  #keep(received: Received, chunk: Uint8Array | null): void {
    if (chunk === null) {
      received.hasEnded = true
      return
    }
    received.chunks.push(chunk)
    this.#bytes += chunk.length
  }

  /** Handles reads that have waited, until the share of the newcomers is used up. */
  readOn(): void {
    let left = this.#options.mostPerShare ?? Number.POSITIVE_INFINITY
    try {
      for (const [peer, received] of this.#waiting) {
        if (left-- <= 0 || !this.#turn.mayRead(this, this.#turn.now())) return
        this.#waiting.delete(peer)
        for (const { length } of received.chunks) this.#bytes -= length
        this.#options.handle(peer, received)
      }
    } finally {
      if (this.#waiting.size > 0) this.#turn.wait(this)
    }
  }
}
