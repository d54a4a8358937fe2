/**
 * Closes the sockets of a listener a few per turn of the event loop. Each takes the system and Node a while, and a peer
 * can make thousands of connections end at once.
 */
import type { Server } from 'node:http'
import { Socket } from 'node:net'
import type { Chores } from '../session/chores.ts'

/** A socket with Node's own object behind it. */
type WithHandle = Socket & { readonly _handle?: { readStop?(): unknown } | null }
type Destroyed = (error?: Error | null) => void

/** Makes the sockets of a server close in turns. A socket that is destroyed is not read any more. */
export function closeInTurns(server: Pick<Server, 'prependListener'>, closings: Pick<Chores, 'add'>): void {
  function destroyInTurn(this: WithHandle, error: Error | null, done: Destroyed): void {
    this._handle?.readStop?.()
    closings.add(() => Socket.prototype._destroy.call(this, error, done))
  }
  server.prependListener('connection', (socket: Socket) => {
    socket._destroy = destroyInTurn
  })
}
