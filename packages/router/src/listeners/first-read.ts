/**
 * Decides about a connection by what it sends first: a plain request for a WebSocket is handled here, everything else
 * by the HTTP server of Node. A connection that never comes to Node's server needs no parser, no request object, and no
 * listeners of theirs.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { UpgradedConnection, UpgradeRequest } from '../transports/http-service.ts'
import { Places } from '../realm/places.ts'
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
  /** Undefined once something was read, or the connection has failed. */
  [WAITING]?: Wait | undefined
}

/** The wait of one connection. */
class Wait {
  readonly reads: FirstReads
  readonly socket: WaitingSocket
  readonly since: number
  readonly #waits: Places<Wait>
  readonly #place: number

  constructor(socket: WaitingSocket, reads: FirstReads, { waits, since }: { waits: Places<Wait>; since: number }) {
    this.reads = reads
    this.socket = socket
    this.since = since
    this.#waits = waits
    this.#place = waits.add(this)
    socket[WAITING] = this
  }

  end(): void {
    this.#waits.remove(this, this.#place)
    this.socket[WAITING] = undefined
  }
}

/** The connections of one server that have not sent anything. */
export class FirstReads {
  readonly #server: Server
  readonly #parts: FirstReadsParts
  readonly #handOver: (socket: Socket) => void
  readonly #newcomers: Newcomers<WaitingSocket>
  readonly #requests: RequestReads
  readonly #waits = new Places<Wait>()

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
    return this.#waits.size
  }

  readonly #enter = (socket: WaitingSocket): void => {
    if (socket.destroyed) return
    new Wait(socket, this, { waits: this.#waits, since: this.#parts.now() })
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
    if (socket[WAITING] === undefined || socket.destroyed) return
    if (chunks.length === 0) return void this.#read(socket, null)
    this.#read(socket, Buffer.concat(chunks))
    if (hasEnded) this.#requests.pushOn(socket, null)
  }

  #read(socket: WaitingSocket, chunk: Buffer | null): boolean {
    socket[WAITING]?.end()
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

  /** Ends the connections that have waited so long. The server answers them as it answers a request that is too slow. */
  sweep(timeoutMs: number): void {
    const before = this.#parts.now() - timeoutMs
    for (const wait of this.#waits) {
      if (wait.since > before) continue
      const { socket } = wait
      wait.end()
      socket.push = push
      if (!socket.destroyed)
        this.#server.emit('clientError', Object.assign(new Error(NO_REQUEST), { code: NO_REQUEST }), socket)
    }
  }

  /** Ends all connections that wait. */
  close(): void {
    for (const wait of this.#waits) {
      wait.end()
      wait.socket.destroy()
    }
  }
}

/** Replaces `push`, which Node calls with what it has read from the system. */
function pushFirst(this: WaitingSocket, chunk: unknown): boolean {
  return this[WAITING]?.reads.read(this, chunk) ?? false
}

function fail(this: WaitingSocket): void {
  this[WAITING]?.end()
  this.destroy()
}

const { push } = Readable.prototype
