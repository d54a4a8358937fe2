/**
 * WebSocket (RFC 6455). `ws` does the handshake, receiving, pings and closing; finished frames go to the socket that
 * node:http handed over on upgrade, because a server's frames are alike for all receivers. This needs a connection
 * without compression.
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
import type { OwnedWebSocket, SocketOwner } from './owned-websocket.ts'
import { PART_BYTES, readInParts } from './parts.ts'
import type { PartReader } from './parts.ts'
import { Unfinished } from './unfinished.ts'
import { websocketFraming } from './websocket-framing.ts'

/** What a transport is made of. Without a throttle the peer may send as fast as it can. */
export interface WebSocketTransportParts {
  readonly ws: OwnedWebSocket
  readonly socket: Duplex
  readonly throttle: Throttle<WebSocketTransport> | undefined
  readonly largeMessages: LargeMessages<WebSocketTransport>
}

/** As `ws` calls it. */
const TOO_MANY_FRAMES = 'Too many message fragments'
const FRAMES_TEXT = 'a message came in too many frames (limits.message_frames)'

const LARGE_PARTS = LARGE_BYTES / PART_BYTES

/** What a connection is to its transport. */
type Feed = FrameSink & Correspondent & { turnAway(): void }

export class WebSocketTransport implements Transport, SocketOwner, PartReader, Watched, Throttled, Receiving {
  readonly #ws: OwnedWebSocket
  readonly #socket: Duplex
  readonly #throttle: Throttle<WebSocketTransport> | undefined
  readonly #largeMessages: LargeMessages<WebSocketTransport>
  /** Parts since the last message was complete. */
  #parts = 0
  #sink: Feed | undefined
  #watch: Watch | undefined
  /** Before the log-in. */
  #unfinished: Unfinished | undefined
  /** A message, a ping or a pong was complete since the last part. */
  #hasCompleted = true
  isPaused = false
  paidUntil = 0

  constructor({ ws, socket, throttle, largeMessages }: WebSocketTransportParts) {
    this.#ws = ws
    this.#socket = socket
    this.#throttle = throttle
    this.#largeMessages = largeMessages
    readInParts(socket, this)
  }

  /** Whom it speaks for. */
  get correspondent(): Correspondent | undefined {
    return this.#sink
  }

  get framing(): typeof websocketFraming {
    return websocketFraming
  }

  /** Its path or its listener is going away. */
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

  /** A close frame's reason may have 123 bytes. */
  close(code: number, reason: string): void {
    this.#ws.close(
      code,
      Buffer.from(reason)
        .subarray(0, 123)
        .toString('latin1')
        .replaceAll(/[^\x20-\x7e]/g, '?'),
    )
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

  /** The farewell is written, and nothing more of that message is read. */
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

  /** Feeds a sink with what comes in. */
  listen(sink: Feed, watch: Watch): void {
    this.#sink = sink
    this.#watch = watch
    this.#ws.ownedBy(this)
    this.#socket.on('drain', () => sink.drained())
  }

  // What the socket tells

  beforePart(): 'copy' | 'view' | 'drop' {
    if (this.#unfinished?.isExceeded === true) return 'drop'
    if (++this.#parts === LARGE_PARTS) this.#largeMessages.started(this)
    this.#sink?.inbox.yieldIfDue()
    const isWithinFrame = !this.#hasCompleted
    this.#hasCompleted = false
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

  /** Who leaves the answers to 60 pings unread is cut off by `ws` without a word; the ping itself is told of nevertheless. */
  pinged(): void {
    this.#control()
    if (this.#ws.readyState !== this.#ws.CLOSING) return
    this.#ws.removeAllListeners('ping')
    this.failed(new Error('it pings and does not read the answers'))
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

/** `ws` gives one Buffer unless told otherwise; the other types of RawData do not occur. */
const bytesOf = (data: RawData): Buffer =>
  Buffer.isBuffer(data) ? data : Buffer.concat([data].flat().map((part) => new Uint8Array(part)))
