/** The router's end of a WebSocket (RFC 6455) on the socket of an upgrade: reads frames, answers pings, and closes. */
import { isUtf8 } from 'node:buffer'
import type { Duplex } from 'node:stream'
import { OPCODE, WebSocketReader, writeFrameHeader } from '@wampeter/protocol'
import type { WebSocketEvents, WebSocketLimits } from '@wampeter/protocol'
import type { Chores } from '../session/chores.ts'
import { CLOSE } from '../session/transport.ts'
import { SocketFeed } from './socket-feed.ts'
import type { FeedReader } from './socket-feed.ts'

/** The transport that gets the events of a socket. */
export interface SocketOwner {
  /** A message is complete. Its bytes are valid only during the call. */
  message(payload: Uint8Array, isText: boolean): void
  /** A read ended within a message. `bytes` bytes of it have arrived. */
  unfinished(bytes: number): void
  /** A read was dropped, because nothing more is heard of the peer. */
  dropped(): void
  pinged(): void
  ponged(): void
  /** A message is too long: it has at least `bytes` bytes. Nothing more is read. The owner has to close. */
  tooLong(bytes: number): void
  /** The peer broke a rule. Nothing more is read. The owner has to close with this code. */
  failed(error: Error, code: number): void
  closed(): void
}

/** The settings of a socket. */
export interface ServerSocketOptions {
  readonly limits: WebSocketLimits
  /** Milliseconds from a close frame until the socket is destroyed. */
  readonly closeTimeoutMs: number
  /** Spreads the ends of connections over turns of the event loop. */
  readonly closings: Pick<Chores, 'add'>
}

/** The pongs that a peer may leave unread. */
export const MOST_PONGS = 60
const NOTHING = new Uint8Array(0)

/** The router's end of a WebSocket. */
export class ServerSocket implements WebSocketEvents, FeedReader {
  readonly #socket: Duplex
  readonly #feed: SocketFeed
  readonly #reader: WebSocketReader
  readonly #options: ServerSocketOptions
  #owner: SocketOwner | undefined
  /** False once a close frame was sent, or the peer has closed its direction. */
  #isOpen = true
  /** Nothing more is heard of the peer. */
  #isDeaf = false
  #pongs = 0
  #timer: NodeJS.Timeout | undefined

  constructor(socket: Duplex, options: ServerSocketOptions) {
    this.#socket = socket
    this.#options = options
    this.#reader = new WebSocketReader(this, options.limits)
    this.#feed = new SocketFeed(socket, this, options.closings)
  }

  /** Takes the socket over. `head` holds bytes that came with the upgrade. */
  start(owner: SocketOwner, head: Uint8Array): void {
    this.#owner = owner
    this.#feed.start(head)
  }

  /** Sets the most bytes of a message from now on. */
  bound(bytes: number): void {
    this.#reader.bound(bytes)
  }

  /** Stops reading after the present frame. */
  pause(): void {
    this.#feed.pause()
  }

  /** Reads again, soon after this call. */
  resume(): void {
    this.#feed.resume()
  }

  write(bytes: Uint8Array): void {
    if (this.#isOpen) this.#socket.write(bytes)
  }

  /** Sends a ping. `payload` holds at most 125 bytes. */
  sendPing(payload: Uint8Array): void {
    this.write(controlFrame(OPCODE.ping, payload))
  }

  /** Sends a close frame, and waits for the peer's. `reason` holds at most 123 bytes. */
  close(code: number, reason: string): void {
    const payload = Buffer.allocUnsafe(2 + Buffer.byteLength(reason))
    payload.writeUInt16BE(code)
    payload.write(reason, 2)
    this.#close(payload)
  }

  #close(payload: Uint8Array): void {
    if (!this.#isOpen) return
    this.write(controlFrame(OPCODE.close, payload))
    this.#isOpen = false
    this.#cutOffLater()
    if (this.#isDeaf) this.#socket.end()
  }

  #cutOffLater(): void {
    this.#timer ??= setTimeout(destroy, this.#options.closeTimeoutMs, this.#socket)
  }

  /** Closes at once. What was written and not sent is lost. */
  destroy(): void {
    this.#isOpen = false
    this.#deafen()
    this.#socket.destroy()
  }

  #deafen(): void {
    this.#isDeaf = true
    this.#feed.drop()
    if (!this.#isOpen) this.#socket.end()
  }

  // Calls of the feed

  read(bytes: Uint8Array): number {
    const read = this.#reader.read(bytes)
    const { unfinished } = this.#reader
    if (unfinished > 0) this.#owner?.unfinished(unfinished)
    return read
  }

  stop(): void {
    this.#reader.stop()
  }

  dropped(): void {
    this.#owner?.dropped()
  }

  ended(): void {
    this.#isOpen = false
    if (!endsAtOnce(this.#socket)) this.#cutOffLater()
    this.#deafen()
  }

  closed(): void {
    this.#isOpen = false
    clearTimeout(this.#timer)
    this.#owner?.closed()
  }

  // Events of the reader

  message(payload: Uint8Array, isText: boolean): void {
    this.#owner?.message(payload, isText)
  }

  ping(payload: Uint8Array): void {
    if (this.#isOpen) this.#answer(payload)
    this.#owner?.pinged()
  }

  #answer(payload: Uint8Array): void {
    const pong = controlFrame(OPCODE.pong, payload)
    // A pong that the system takes at once does not wait for the peer.
    if (this.#socket.writableLength === 0) return void this.#socket.write(pong)
    if (this.#pongs < MOST_PONGS) {
      this.#pongs++
      this.#socket.write(pong, () => void this.#pongs--)
      return
    }
    this.failed(CLOSE.policyViolation, 'it sends pings and does not read the pongs')
    this.destroy()
  }

  pong(): void {
    this.#owner?.ponged()
  }

  closing(code: number | undefined, reason: Uint8Array): void {
    if (!isUtf8(reason)) return this.misspelt()
    this.#feed.drop()
    this.#options.closings.add(() => this.#answerClose(code))
  }

  #answerClose(code: number | undefined): void {
    this.#deafen()
    if (code === undefined) this.#close(NOTHING)
    else this.close(code, '')
  }

  /** Ends a peer whose text is not UTF-8. */
  misspelt(): void {
    this.failed(CLOSE.notUtf8, 'a text is not UTF-8')
  }

  tooLong(bytes: number): void {
    this.#deafen()
    this.#owner?.tooLong(bytes)
  }

  failed(code: number, why: string): void {
    this.#deafen()
    if (this.#isOpen) this.#owner?.failed(new Error(why), code)
  }
}

function controlFrame(opcode: number, payload: Uint8Array): Uint8Array {
  const frame = Buffer.allocUnsafe(2 + payload.length)
  frame.set(payload, writeFrameHeader(frame, opcode, payload.length))
  return frame
}

/** True when the system has taken all that was written. TLS still has a farewell of its own to send. */
const endsAtOnce = (socket: Duplex): boolean => socket.writableLength === 0 && !('encrypted' in socket)

const destroy = (socket: Duplex): void => void socket.destroy()
