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
import { bytesOf, failureOf } from './owned-websocket.ts'
import type { OwnedWebSocket, SocketOwner } from './owned-websocket.ts'
import { PART_BYTES, readInParts } from './parts.ts'
import type { PartReader } from './parts.ts'
import { Unfinished } from './unfinished.ts'
import { closeReason, websocketFraming } from './websocket-framing.ts'

/** The parts that transports share. Without a throttle the rate of a peer is not limited. */
export interface SharedParts {
  readonly throttle: Throttle<WebSocketTransport> | undefined
  readonly largeMessages: LargeMessages<WebSocketTransport>
}

const LARGE_PARTS = LARGE_BYTES / PART_BYTES
const LONG_PARTS = 4

/** The connection, as its transport sees it. */
type Feed = FrameSink & Correspondent & { turnAway(): void }

/** The transport of one WebSocket. */
export class WebSocketTransport implements Transport, SocketOwner, PartReader, Watched, Throttled, Receiving {
  readonly #ws: OwnedWebSocket
  readonly #socket: Duplex
  readonly #shared: SharedParts
  /** Parts since the last message was complete. */
  #parts = 0
  #sink: Feed | undefined
  #watch: Watch | undefined
  /** The most bytes of a message before the log-in. */
  #loginLimit: number | undefined
  /** Counts the bytes of an unfinished message before the log-in, once it has a second part. */
  #unfinished: Unfinished | undefined
  /** True when a message, a ping or a pong was completed since the last part. */
  #hasCompleted = true
  #hearsDrain = false
  /** True once the peer has left too many pongs unread. */
  #isFlooded = false
  isPaused = false
  paidUntil = 0

  constructor(ws: OwnedWebSocket, socket: Duplex, shared: SharedParts) {
    this.#ws = ws
    this.#socket = socket
    this.#shared = shared
    // What came with the upgrade does not come in parts.
    if (socket.readableLength > 0) this.#parts = 1
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
    this.#unfinished?.stop()
    this.#unfinished = undefined
    this.#loginLimit = limit
    if (this.#parts > 0) this.#countUnfinished(0)
  }

  #countUnfinished(read: number): void {
    const limit = this.#loginLimit
    if (limit === undefined) return
    this.#unfinished ??= new Unfinished(this.#socket, { limit, read }, () => {
      this.#sink?.oversized()
      this.pause()
    })
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
  }

  beforePart(): 'copy' | 'view' | 'drop' {
    if (this.#unfinished?.isExceeded === true) return 'drop'
    this.#parts++
    if (this.#parts === LONG_PARTS) this.#sink?.inbox.expectWork()
    if (this.#parts === LARGE_PARTS) this.#shared.largeMessages.started(this)
    if (this.#parts > 1) this.#countUnfinished(PART_BYTES)
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
    if (this.#parts >= LARGE_PARTS) this.#shared.largeMessages.ended(this)
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
    this.#shared.throttle?.charge(this, 1)
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
    this.#sink?.transportFailed(failureOf(error))
  }

  closed(): void {
    this.#watch?.stop()
    this.#shared.throttle?.forget(this)
    this.#shared.largeMessages.ended(this)
    this.#sink?.closed()
  }
}
