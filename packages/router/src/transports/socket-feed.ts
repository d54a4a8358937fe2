/**
 * Takes what the system has read of a socket before Node's stream does. A stream with listeners for its data costs each
 * session two kilobytes, and each message a microsecond or two. While the feed is paused, nothing is read from the
 * system, so that TCP makes the peer wait.
 */
import { Readable } from 'node:stream'
import type { Duplex } from 'node:stream'
import type { Chores } from '../session/chores.ts'
import { destroySelf } from './http-refusal.ts'

/** The reader of a socket. */
export interface FeedReader {
  /** Reads bytes, which it may change. Returns how many: fewer than all only if it was told to stop. */
  read(bytes: Uint8Array): number
  /** Makes `read` return soon. */
  stop(): void
  /** A read was dropped. */
  dropped(): void
  /** The peer has closed its direction, and everything before was read. The feed is not paused. */
  ended(): void
  /** The socket has closed. */
  closed(): void
}

/** Bytes that a socket is asked to read. It ignores the number. */
const ANY = 1
const FEED = Symbol('feed')

interface FedSocket extends Duplex {
  [FEED]?: SocketFeed
}

/** Feeds a reader from a socket. */
export class SocketFeed {
  readonly #socket: FedSocket
  readonly #reader: FeedReader
  readonly #closings: Pick<Chores, 'add'>
  #isPaused = false
  #isReading = false
  #isDropping = false
  /** What has been read from the system and not by the reader. */
  #rest: Uint8Array | undefined
  /** The peer has closed its direction, after the rest. */
  #hasEnded = false

  /** @param closings Spreads the ends of peers over turns of the event loop. */
  constructor(socket: Duplex, reader: FeedReader, closings: Pick<Chores, 'add'>) {
    this.#socket = socket
    this.#reader = reader
    this.#closings = closings
  }

  /** Takes the socket over. `head` holds what has been read of it already. */
  start(head: Uint8Array): void {
    const socket = this.#socket
    socket[FEED] = this
    socket.on('error', destroySelf)
    socket.on('close', closed)
    socket.push = take
    let wantsMore = this.take(head)
    for (let chunk: unknown; (chunk = socket.read()) instanceof Uint8Array;) wantsMore = this.take(chunk)
    if (wantsMore) socket._read(ANY)
  }

  /** Stops reading. */
  pause(): void {
    this.#isPaused = true
    this.#reader.stop()
  }

  /** Reads again, soon after this call. */
  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    if (!this.#isReading) process.nextTick(readOn, this)
  }

  /** Reads what has waited, and then the socket. */
  readOn(): void {
    if (this.#isPaused || this.#socket.destroyed) return
    const rest = this.#rest
    this.#rest = undefined
    if (rest === undefined || this.#take(rest)) this.#socket._read(ANY)
    this.#endAfterRest()
  }

  /**
   * Drops everything from now on. The system is still read while the feed is not paused, so that the peer can send what
   * it wants to get rid of.
   */
  drop(): void {
    this.#isDropping = true
    this.#rest = undefined
    this.#reader.stop()
  }

  /** Takes what was read from the system. False makes the system stop reading. */
  take(chunk: Uint8Array): boolean {
    return this.#rest === undefined ? this.#take(chunk) : this.#keep(Buffer.concat([this.#rest, chunk]))
  }

  #take(chunk: Uint8Array): boolean {
    if (this.#isDropping) {
      this.#reader.dropped()
      return !this.#isPaused
    }
    if (this.#isPaused) return this.#keep(chunk)
    this.#isReading = true
    let at = this.#reader.read(chunk)
    // The reader may have been paused and resumed in between.
    while (at < chunk.length && !this.#isPaused && !this.#isDropping) at += this.#reader.read(chunk.subarray(at))
    this.#isReading = false
    if (this.#isDropping) return !this.#isPaused
    return at < chunk.length ? this.#keep(chunk.subarray(at)) : !this.#isPaused
  }

  #keep(rest: Uint8Array): false {
    if (rest.length > 0) this.#rest = rest
    return false
  }

  /** The peer has closed its direction. Thousands of peers may do so at once, and each end has a price. */
  end(): void {
    this.#closings.add(() => {
      this.#hasEnded = true
      this.#endAfterRest()
    })
  }

  #endAfterRest(): void {
    const socket = this.#socket
    const isEnded = socket.destroyed || socket.readableEnded
    if (!this.#hasEnded || this.#isPaused || this.#rest !== undefined || isEnded) return
    push.call(socket, null)
    socket.read(0)
    this.#reader.ended()
  }

  close(): void {
    this.#rest = undefined
    this.#reader.closed()
  }
}

/** Replaces `push` of the socket, which Node calls with what it has read from the system, and with null at the end. */
function take(this: FedSocket, chunk: unknown): boolean {
  if (chunk instanceof Uint8Array) return this[FEED]?.take(chunk) ?? false
  this[FEED]?.end()
  return false
}

function closed(this: FedSocket): void {
  this[FEED]?.close()
}

const readOn = (feed: SocketFeed): void => feed.readOn()
const { push } = Readable.prototype
