/**
 * A socket of `ws` that knows whose it is, so that all sockets share their listeners: closures of its own would cost
 * each session 250 bytes.
 */
import { WebSocket } from 'ws'
import type { RawData } from 'ws'

/** Who is told what happens to a socket. */
export interface SocketOwner {
  message(data: RawData, isBinary: boolean): void
  pinged(): void
  ponged(): void
  failed(error: Error): void
  closed(): void
}

export class OwnedWebSocket extends WebSocket {
  owner: SocketOwner | undefined = undefined

  /** Without the listener for errors one oversized frame would end the process. */
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
