/**
 * A transport without a network, between a router and a peer in the same program. All frames go through one queue, so
 * that no handler runs inside another. It uses no Node module, so that a router in a browser has it too.
 */
import { joinBytes, splitBytes } from '@wampeter/protocol'
import type { Framing } from '@wampeter/protocol'
import type { FrameSink, Transport } from '../session/transport.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Each frame has its length in front, so that frames which an outbox has joined can be separated. */
export const memoryFraming: Framing = {
  name: 'memory',
  frame: (serialized) => joinBytes(typeof serialized === 'string' ? encoder.encode(serialized) : serialized),
}

/** The peer, as the transport sees it. Nothing is called after `closed`. */
export interface MemoryPeer {
  frame(data: string | Uint8Array): void
  closed(why: string): void
}

/** The parts of a memory transport. */
export interface MemoryParts {
  /** True when messages are bytes, false when they are text. */
  readonly isBinary: boolean
  /** Runs a function soon after the present one. */
  defer(run: () => void): void
}

/** A connection without a network. */
export class MemoryTransport implements Transport {
  readonly framing = memoryFraming
  readonly #peer: MemoryPeer
  readonly #parts: MemoryParts
  #sink: FrameSink | undefined
  #queue: (() => void)[] = []
  #isClosed = false
  #isDraining = false
  /** The messages that arrived while reading is paused. */
  #unread: (string | Uint8Array)[] | undefined

  constructor(peer: MemoryPeer, parts: MemoryParts) {
    this.#peer = peer
    this.#parts = parts
  }

  /** Sets the connection that gets the peer's messages. */
  listen(sink: FrameSink): void {
    this.#sink = sink
  }

  // Methods for the router

  write(bytes: Uint8Array): void {
    if (this.#isClosed) return
    for (const frame of splitBytes(bytes)) {
      const data = this.#parts.isBinary ? frame.slice() : decoder.decode(frame)
      this.#later(() => this.#peer.frame(data))
    }
  }

  buffered(): number {
    return 0
  }

  close(code: number, reason: string): void {
    this.#end(reason === '' ? `the router closed (${code})` : reason)
  }

  /** Closes at once. Written frames may be lost. */
  destroy(): void {
    this.#queue.length = 0
    this.#end('the router cut the connection')
  }

  /** The peer's messages wait, in order. */
  pause(): void {
    this.#unread ??= []
  }

  resume(): void {
    const unread = this.#unread ?? []
    this.#unread = undefined
    this.#queue.unshift(...unread.map((data) => () => this.#receive(data)))
    this.#drainLater()
  }

  // Methods for the peer

  send(data: string | Uint8Array): void {
    if (this.#isClosed) return
    this.#later(() => this.#receive(data))
  }

  #receive(data: string | Uint8Array): void {
    if (this.#unread === undefined) this.#sink?.frame(data, data.length)
    else this.#unread.push(data)
  }

  /** The peer closes the connection. */
  hangUp(): void {
    this.#end('the peer closed')
  }

  #end(why: string): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#later(() => {
      this.#sink?.closed()
      this.#peer.closed(why)
    })
  }

  #later(run: () => void): void {
    this.#queue.push(run)
    this.#drainLater()
  }

  #drainLater(): void {
    if (!this.#isDraining) this.#parts.defer(this.#drain)
    this.#isDraining = true
  }

  readonly #drain = (): void => {
    const queue = this.#queue
    this.#queue = []
    this.#isDraining = false
    for (const run of queue) run()
  }
}
