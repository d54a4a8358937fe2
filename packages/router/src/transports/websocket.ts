/**
 * WebSocket (RFC 6455) as the transport of a connection. Outgoing frames are written directly to the socket, because
 * all receivers share them.
 */
import { isUtf8 } from 'node:buffer'
import type { Duplex } from 'node:stream'
import type { Correspondent } from '../session/context.ts'
import { CLOSE } from '../session/transport.ts'
import type { FrameSink, Transport } from '../session/transport.ts'
import type { Watch, Watched } from './keep-alive.ts'
import { LARGE_BYTES } from './large-messages.ts'
import type { LargeMessages, Receiving } from './large-messages.ts'
import { ServerSocket } from './server-socket.ts'
import type { ServerSocketOptions, SocketOwner } from './server-socket.ts'
import { costOf } from './throttle.ts'
import type { Throttle, Throttled } from './throttle.ts'
import { closeReason, websocketFraming } from './websocket-framing.ts'

/** The parts that transports share. Without a throttle the rate of a peer is not limited. */
export interface SharedParts {
  readonly throttle: Throttle<WebSocketTransport> | undefined
  readonly largeMessages: LargeMessages<WebSocketTransport>
}

/** A message that is not complete after this length is long: connections without one come first. */
const LONG_BYTES = 16 * 1024

/** The connection, as its transport sees it. */
type Feed = FrameSink & Correspondent & { turnAway(): void }

/** The transport of one WebSocket. */
export class WebSocketTransport implements Transport, SocketOwner, Watched, Throttled, Receiving {
  readonly #server: ServerSocket
  readonly #socket: Duplex
  readonly #options: ServerSocketOptions
  readonly #shared: SharedParts
  #sink: Feed | undefined
  #watch: Watch | undefined
  /** The bytes of an incomplete message at the end of the last read. */
  #unfinished = 0
  #hearsDrain = false
  isPaused = false
  paidUntil = 0

  constructor(socket: Duplex, options: ServerSocketOptions, shared: SharedParts) {
    this.#server = new ServerSocket(socket, options)
    this.#socket = socket
    this.#options = options
    this.#shared = shared
  }

  /** The connection, for log lines. */
  get correspondent(): Correspondent | undefined {
    return this.#sink
  }

  get framing(): typeof websocketFraming {
    return websocketFraming
  }

  /** Aborts a log-in because the path or the listener closes. */
  turnAway(): void {
    this.#sink?.turnAway()
  }

  write(bytes: Uint8Array): void {
    this.#server.write(bytes)
  }

  /** Most sockets never hold anything, so only those that do get a listener. */
  buffered(): number {
    const { writableLength } = this.#socket
    if (writableLength > 0 && !this.#hearsDrain) {
      this.#hearsDrain = true
      this.#socket.on('drain', () => this.#sink?.drained())
    }
    return writableLength
  }

  isBusy(): boolean {
    return this.#socket.writableLength > 0
  }

  ping(size: number): void {
    this.#server.sendPing(Buffer.alloc(size))
  }

  close(code: number, reason: string): void {
    this.#server.close(code, closeReason(reason))
  }

  pause(): void {
    this.isPaused = true
    this.#server.pause()
  }

  resume(): void {
    this.isPaused = false
    this.#server.resume()
  }

  charge(bytes: number, weight: number, now?: number): void {
    this.#shared.throttle?.charge(this, costOf(bytes, weight), now)
  }

  hold(): void {
    this.#sink?.inbox.slowDown()
  }

  release(): void {
    this.#sink?.inbox.speedUp()
  }

  waitForRoom(): void {
    this.#sink?.inbox.waitForRoom()
  }

  hasRoom(): void {
    this.#sink?.inbox.hasRoom()
  }

  boundMessages(limit: number | undefined): void {
    const { bytes } = this.#options.limits
    this.#server.bound(limit === undefined ? bytes : Math.min(bytes, limit))
  }

  destroy(): void {
    this.#server.destroy()
  }

  lost(why: string): void {
    this.#sink?.transportFailed(new Error(why))
    this.#server.destroy()
  }

  /** Sets the connection that gets the frames. `head` holds bytes that came with the upgrade. */
  listen(sink: Feed, watch: Watch, head: Uint8Array): void {
    this.#sink = sink
    this.#watch = watch
    this.#server.start(this, head)
  }

  // Events of the socket

  message(payload: Uint8Array, isText: boolean): void {
    this.#watch?.traffic()
    if (this.#unfinished > 0) this.#finished()
    if (!isText) return this.#sink?.frame(payload, payload.length)
    const text = textOf(payload)
    if (text === undefined) this.#server.misspelt()
    else this.#sink?.frame(text, payload.length)
  }

  #finished(): void {
    if (this.#unfinished >= LARGE_BYTES) this.#shared.largeMessages.ended(this)
    this.#unfinished = 0
  }

  unfinished(bytes: number): void {
    const before = this.#unfinished
    this.#unfinished = bytes
    if (before < LONG_BYTES && bytes >= LONG_BYTES) this.#sink?.inbox.expectWork()
    if (before < LARGE_BYTES && bytes >= LARGE_BYTES) this.#shared.largeMessages.started(this)
    this.#sink?.inbox.yieldIfDue()
  }

  dropped(): void {
    this.#sink?.inbox.yieldIfDue()
  }

  pinged(): void {
    this.#control()
  }

  ponged(): void {
    this.#watch?.beat()
    this.#control()
  }

  #control(): void {
    this.#shared.throttle?.charge(this, 1)
    this.#sink?.inbox.yieldIfDue()
  }

  tooLong(bytes: number): void {
    const limit = this.#options.limits.bytes
    if (bytes <= limit) return this.#sink?.oversized()
    this.failed(new Error(`a message has ${bytes} bytes; the limit is ${limit} (max_message_size)`), CLOSE.tooBig)
  }

  failed(error: Error, code: number): void {
    this.#sink?.transportFailed(error)
    this.#server.close(code, '')
  }

  closed(): void {
    this.#watch?.stop()
    this.#shared.throttle?.forget(this)
    this.#shared.largeMessages.ended(this)
    this.#sink?.closed()
  }
}

/** The text of a message; undefined for bytes that are not UTF-8. */
function textOf(payload: Uint8Array): string | undefined {
  const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.length)
  const text = bytes.toString('utf8')
  // Bytes that are not UTF-8 become replacement characters. Most texts have none, and need no second look.
  return text.includes('\uFFFD') && !isUtf8(bytes) ? undefined : text
}
