/**
 * A `ws` socket with a reference to its owner, so that all sockets share their listeners. Closures of their own would
 * cost each session 250 bytes.
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

/** A `ws` socket with a reference to its owner. */
export class OwnedWebSocket extends WebSocket {
  owner: SocketOwner | undefined = undefined

  /**
   * Sets the owner and adds the listeners. Without a listener for `error`, one oversized frame would end the process.
   */
  ownedBy(owner: SocketOwner): void {
    this.owner = owner
    this.on('message', onMessage).on('ping', onPing).on('pong', onPong).on('error', onError).on('close', onClose)
  }
}

const ownerOf = (ws: WebSocket): SocketOwner | undefined => (ws instanceof OwnedWebSocket ? ws.owner : undefined)

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  ownerOf(this)?.message(data, isBinary)
}

function onPing(this: WebSocket): void {
  ownerOf(this)?.pinged()
}

function onPong(this: WebSocket): void {
  ownerOf(this)?.ponged()
}

function onError(this: WebSocket, error: Error): void {
  ownerOf(this)?.failed(error)
}

function onClose(this: WebSocket): void {
  ownerOf(this)?.closed()
}

/** `ws` delivers one Buffer in its default mode. The other types of RawData do not occur. */
export const bytesOf = (data: RawData): Buffer =>
  Buffer.isBuffer(data) ? data : Buffer.concat([data].flat().map((part) => new Uint8Array(part)))
