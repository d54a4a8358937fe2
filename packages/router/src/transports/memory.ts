/**
 * A connection without a network: frames move between a router and a peer of the same program, through one queue, so
 * that nothing is handled while something else still is. It needs no Node: a router in a browser's tab has it too.
 */
import { joinBytes, splitBytes } from '@wampeter/protocol'
import type { Framing } from '@wampeter/protocol'
import type { FrameSink, Transport } from '../session/transport.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** What an outbox joins has to be told apart again: each frame follows its length. */
export const memoryFraming: Framing = {
  name: 'memory',
  frame: (serialized) => joinBytes(typeof serialized === 'string' ? encoder.encode(serialized) : serialized),
}

/** What the peer is told. After `closed` it is told nothing more. */
export interface MemoryPeer {
  frame(data: string | Uint8Array): void
  closed(why: string): void
}

export interface MemoryParts {
  /** Are messages bytes, or text? */
  readonly isBinary: boolean
  /** Runs a function soon, after what is running now. */
  defer(run: () => void): void
}

export class MemoryTransport implements Transport {
  readonly framing = memoryFraming
  readonly #peer: MemoryPeer
  readonly #parts: MemoryParts
  #sink: FrameSink | undefined
  #queue: (() => void)[] = []
  #isClosed = false
  #isDraining = false
  /** What came while the router does not read. */
  #unread: (string | Uint8Array)[] | undefined

  constructor(peer: MemoryPeer, parts: MemoryParts) {
    this.#peer = peer
    this.#parts = parts
  }

  /** Feeds a sink with what the peer sends. */
  listen(sink: FrameSink): void {
    this.#sink = sink
  }

  // For the router

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

  /** What was written may not arrive any more. */
  destroy(): void {
    this.#queue.length = 0
    this.#end('the router cut the connection')
  }

  /** What the peer sends waits, in order. */
  pause(): void {
    this.#unread ??= []
  }

  resume(): void {
    const unread = this.#unread ?? []
    this.#unread = undefined
    this.#queue.unshift(...unread.map((data) => () => this.#receive(data)))
    this.#drainLater()
  }

  // For the peer

  send(data: string | Uint8Array): void {
    if (this.#isClosed) return
    this.#later(() => this.#receive(data))
  }

  #receive(data: string | Uint8Array): void {
    if (this.#unread === undefined) this.#sink?.frame(data, data.length)
    else this.#unread.push(data)
  }

  /** The peer is gone. */
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
