/**
 * WebSocket (RFC 6455). `ws` handles handshake, reading, pings and closing. Outgoing frames are written directly to the
 * socket of the upgrade, because all receivers share them. This requires connections without compression.
 */
import type { Duplex } from 'node:stream'
import type { RawData } from 'ws'
import type { Correspondent } from '../session/context.ts'
import type { FrameSink, Transport } from '../session/transport.ts'
import type { Watch, Watched } from './keep-alive.ts'
import { LARGE_BYTES } from './large-messages.ts'
import type { LargeMessages, Receiving } from './large-messages.ts'
import { costOf } from './throttle.ts'
import type { Throttle, Throttled } from './throttle.ts'
import { bytesOf } from './owned-websocket.ts'
import type { OwnedWebSocket, SocketOwner } from './owned-websocket.ts'
import { PART_BYTES, readInParts } from './parts.ts'
import type { PartReader } from './parts.ts'
import { Unfinished } from './unfinished.ts'
import { closeReason, websocketFraming } from './websocket-framing.ts'

/** The parts of a transport. Without a throttle the rate of the peer is not limited. */
export interface WebSocketTransportParts {
  readonly ws: OwnedWebSocket
  readonly socket: Duplex
  readonly throttle: Throttle<WebSocketTransport> | undefined
  readonly largeMessages: LargeMessages<WebSocketTransport>
}

/** The error text of `ws`. */
const TOO_MANY_FRAMES = 'Too many message fragments'
const FRAMES_TEXT = 'a message has too many frames (limits.message_frames)'

const LARGE_PARTS = LARGE_BYTES / PART_BYTES
const LONG_PARTS = 4

/** The connection, as its transport sees it. */
type Feed = FrameSink & Correspondent & { turnAway(): void }

/** The transport of one WebSocket. */
export class WebSocketTransport implements Transport, SocketOwner, PartReader, Watched, Throttled, Receiving {
  readonly #ws: OwnedWebSocket
  readonly #socket: Duplex
  readonly #throttle: Throttle<WebSocketTransport> | undefined
  readonly #largeMessages: LargeMessages<WebSocketTransport>
  /** Parts since the last message was complete. */
  #parts = 0
  #sink: Feed | undefined
  #watch: Watch | undefined
  /** Counts the bytes of the unfinished message, before the log-in. */
  #unfinished: Unfinished | undefined
  /** True when a message, a ping or a pong was completed since the last part. */
  #hasCompleted = true
  /** True once the peer has left too many pongs unread. */
  #isFlooded = false
  isPaused = false
  paidUntil = 0

  constructor({ ws, socket, throttle, largeMessages }: WebSocketTransportParts) {
    this.#ws = ws
    this.#socket = socket
    this.#throttle = throttle
    this.#largeMessages = largeMessages
    readInParts(socket, this)
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
    if (this.#ws.readyState === this.#ws.OPEN) this.#socket.write(bytes)
  }

  buffered(): number {
    return this.#socket.writableLength
  }

  isBusy(): boolean {
    return this.#socket.writableLength > 0
  }

  ping(size: number): void {
    this.#ws.ping(Buffer.alloc(size))
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, closeReason(reason))
  }

  pause(): void {
    this.isPaused = true
    this.#ws.pause()
  }

  resume(): void {
    if (this.#unfinished?.isExceeded === true) return
    this.isPaused = false
    this.#ws.resume()
  }

  charge(bytes: number, weight: number, now?: number): void {
    this.#throttle?.charge(this, costOf(bytes, weight), now)
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
    this.#unfinished?.stop()
    this.#unfinished =
      limit === undefined
        ? undefined
        : new Unfinished({ socket: this.#socket, limit, exceeded: () => this.#oversized() })
  }

  /** Sends the farewell, and reads nothing more of that message. */
  #oversized(): void {
    this.#sink?.oversized()
    this.pause()
  }

  destroy(): void {
    this.#ws.terminate()
  }

  lost(why: string): void {
    this.#sink?.transportFailed(new Error(why))
    this.#ws.terminate()
  }

  /** Sets the connection that gets the frames. */
  listen(sink: Feed, watch: Watch): void {
    this.#sink = sink
    this.#watch = watch
    this.#ws.owner = this
    this.#socket.on('drain', () => sink.drained())
  }

  // Events of the socket

  beforePart(): 'copy' | 'view' | 'drop' {
    if (this.#unfinished?.isExceeded === true) return 'drop'
    this.#parts++
    if (this.#parts === LONG_PARTS) this.#sink?.inbox.expectWork()
    if (this.#parts === LARGE_PARTS) this.#largeMessages.started(this)
    const isWithinFrame = !this.#hasCompleted
    this.#hasCompleted = false
    // Messages and control frames ask for themselves whether it is still this connection's turn.
    if (isWithinFrame) this.#sink?.inbox.yieldIfDue()
    return isWithinFrame ? 'view' : 'copy'
  }

  message(data: RawData, isBinary: boolean): void {
    this.#watch?.traffic()
    this.#hasCompleted = true
    this.#unfinished?.finished()
    if (this.#parts >= LARGE_PARTS) this.#largeMessages.ended(this)
    this.#parts = 0
    const bytes = bytesOf(data)
    this.#sink?.frame(isBinary ? bytes : bytes.toString('utf8'), bytes.length)
  }

  ponged(): void {
    this.#watch?.beat()
    this.#control()
  }

  #control(): void {
    this.#hasCompleted = true
    this.#throttle?.charge(this, 1)
    this.#sink?.inbox.yieldIfDue()
  }

  /** Handles a ping. `ws` closes a peer that leaves the pongs to 60 pings unread, but still reports the ping. */
  pinged(): void {
    if (this.#isFlooded) return
    this.#control()
    if (this.#ws.readyState !== this.#ws.CLOSING) return
    this.#isFlooded = true
    this.failed(new Error('it sends pings and does not read the pongs'))
  }

  failed(error: Error): void {
    this.#sink?.transportFailed(error.message === TOO_MANY_FRAMES ? new Error(FRAMES_TEXT) : error)
  }

  closed(): void {
    this.#watch?.stop()
    this.#throttle?.forget(this)
    this.#largeMessages.ended(this)
    this.#sink?.closed()
  }
}
