/**
 * Decides about a connection by what it sends first: a plain request for a WebSocket is handled here, everything else
 * by the HTTP server of Node. A connection that never comes to Node's server needs no parser, no request object, and no
 * listeners of theirs.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { UpgradedConnection, UpgradeRequest } from '../transports/http-service.ts'
import type { Turn } from '../session/turn.ts'
import { Newcomers } from './newcomers.ts'
import type { Received } from './newcomers.ts'
import { RequestReads } from './pipelines.ts'
import { readPlainUpgrade } from './plain-upgrade.ts'

/** Handles a request for a WebSocket. */
export type UpgradeHandler = (request: UpgradeRequest, connection: UpgradedConnection) => void

/** The parts of a `FirstReads`. */
export interface FirstReadsParts {
  readonly upgrade: UpgradeHandler
  readonly turn: Turn
  /** Milliseconds since any time. */
  now(): number
}

const WAITING = Symbol('waiting')
const NO_REQUEST = 'ERR_HTTP_REQUEST_TIMEOUT'

interface WaitingSocket extends Socket {
  [WAITING]?: FirstReads
}

/** The connections of one server that have not sent anything. */
export class FirstReads {
  readonly #server: Server
  readonly #parts: FirstReadsParts
  readonly #handOver: (socket: Socket) => void
  readonly #newcomers: Newcomers<WaitingSocket>
  readonly #requests: RequestReads
  /** Since when each connection waits, the oldest first. */
  readonly #waiting = new Map<WaitingSocket, number>()

  /** Takes the place of Node's own listener for `event`: `connection`, or with TLS `secureConnection`. */
  constructor(server: Server, event: 'connection' | 'secureConnection', parts: FirstReadsParts) {
    this.#server = server
    this.#parts = parts
    this.#newcomers = new Newcomers(parts.turn, { handle: (socket, received) => this.#readLate(socket, received) })
    this.#requests = new RequestReads(parts.turn)
    const [own] = server.listeners(event).slice(-1)
    if (own === undefined) throw new Error(`an HTTP server of Node has a listener for ${event}`)
    server.off(event, own as (socket: Socket) => void)
    this.#handOver = own as (socket: Socket) => void
    server.on(event, this.#enter)
  }

  /** The number of connections that wait. */
  get size(): number {
    return this.#waiting.size
  }

  readonly #enter = (socket: WaitingSocket): void => {
    if (socket.destroyed) return
    this.#waiting.set(socket, this.#parts.now())
    socket[WAITING] = this
    socket.on('error', fail)
    socket.push = pushFirst
  }

  /** Takes the first read, or null for a connection that ends without one. */
  read(socket: WaitingSocket, chunk: unknown): boolean {
    const bytes = Buffer.isBuffer(chunk) ? chunk : null
    return this.#newcomers.admits(socket, bytes) && this.#read(socket, bytes)
  }

  /** Handles reads that have waited for their turn. */
  #readLate(socket: WaitingSocket, { chunks, hasEnded }: Received): void {
    if (!this.#waiting.has(socket) || socket.destroyed) return
    if (chunks.length === 0) return void this.#read(socket, null)
    this.#read(socket, Buffer.concat(chunks))
    if (hasEnded) this.#requests.pushOn(socket, null)
  }

  #read(socket: WaitingSocket, chunk: Buffer | null): boolean {
    this.#waiting.delete(socket)
    socket.push = push
    const plain = chunk === null ? undefined : readPlainUpgrade(chunk)
    if (plain === undefined || chunk === null) {
      this.#handOver.call(this.#server, socket)
      this.#requests.take(socket)
      return this.#requests.pushOn(socket, chunk)
    }
    const { url, headers, end } = plain
    this.#parts.upgrade({ method: 'GET', url, headers, socket }, { socket, head: chunk.subarray(end) })
    return true
  }

  /** Forgets a connection that fails. */
  forget(socket: WaitingSocket): void {
    this.#waiting.delete(socket)
  }

  /** Ends the connections that have waited for `timeoutMs`. The server answers them as it answers a slow request. */
  sweep(timeoutMs: number): void {
    const before = this.#parts.now() - timeoutMs
    for (const [socket, since] of this.#waiting) {
      if (since > before) return
      this.#waiting.delete(socket)
      socket.push = push
      if (!socket.destroyed)
        this.#server.emit('clientError', Object.assign(new Error(NO_REQUEST), { code: NO_REQUEST }), socket)
    }
  }

  /** Ends all connections that wait. */
  close(): void {
    for (const socket of this.#waiting.keys()) socket.destroy()
    this.#waiting.clear()
  }
}

/** Replaces `push`, which Node calls with what it has read from the system. */
function pushFirst(this: WaitingSocket, chunk: unknown): boolean {
  return this[WAITING]?.read(this, chunk) ?? false
}

function fail(this: WaitingSocket): void {
  this[WAITING]?.forget(this)
  this.destroy()
}

const { push } = Readable.prototype
