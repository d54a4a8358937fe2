/**
 * A `ws` socket that passes its events to its owner by method calls. Five listeners of its own would cost each session
 * 600 bytes and a microsecond.
 */
import { WebSocket } from 'ws'
import type { RawData } from 'ws'

/** The transport that gets the events of a socket. */
export interface SocketOwner {
  message(data: RawData, isBinary: boolean): void
  pinged(): void
  ponged(): void
  failed(error: Error): void
  closed(): void
}

/** A `ws` socket with an owner. It has no listeners. */
export class OwnedWebSocket extends WebSocket {
  owner: SocketOwner | undefined = undefined

  /** Called by `ws` for each event. The arguments depend on the event. */
  override emit(event: string | symbol, first?: unknown, second?: unknown): boolean {
    const { owner } = this
    if (owner === undefined) return false
    switch (event) {
      case 'message':
        owner.message(first as RawData, second === true)
        return true
      case 'ping':
        owner.pinged()
        return true
      case 'pong':
        owner.ponged()
        return true
      case 'error':
        owner.failed(first as Error)
        return true
      case 'close':
        owner.closed()
        return true
      default:
        return false
    }
  }
}

/** `ws` delivers one Buffer in its default mode. The other types of RawData do not occur. */
export const bytesOf = (data: RawData): Buffer =>
  Buffer.isBuffer(data) ? data : Buffer.concat([data].flat().map((part) => new Uint8Array(part)))

/** The error text of `ws`. */
const TOO_MANY_FRAMES = 'Too many message fragments'
const FRAMES_TEXT = 'a message has too many frames (limits.message_frames)'

/** An error of `ws` in words that name the limit. */
export const failureOf = (error: Error): Error => (error.message === TOO_MANY_FRAMES ? new Error(FRAMES_TEXT) : error)
