/**
 * Starts TLS on a connection once the first message of its client is complete, a few connections per turn of the event
 * loop. The router's answer to that message is one step of a millisecond or more, and nothing can interrupt it. So a
 * thousand clients at once would stop the loop for a second.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { Places } from '../realm/places.ts'
import type { Turn } from '../session/turn.ts'
import { readHello } from './client-hello.ts'
import { Newcomers } from './newcomers.ts'
import type { Received } from './newcomers.ts'

/** How many handshakes start before other connections get their share. */
export const STARTS_PER_SHARE = 2
const SWEEP_MS = 1_000

const ARRIVAL = Symbol('arrival')

interface GatedSocket extends Socket {
  /** Undefined once the handshake is complete, or the connection has ended. */
  [ARRIVAL]?: Arrival | undefined
}

/** A connection at the gate. */
class Arrival {
  readonly since: number
  /** What the client has sent. Undefined once TLS has started. */
  bytes: Buffer | undefined = Buffer.alloc(0)
  readonly #socket: GatedSocket
  readonly #arrivals: Places<GatedSocket>
  readonly #place: number

  constructor(socket: GatedSocket, arrivals: Places<GatedSocket>, since: number) {
    this.#socket = socket
    this.#arrivals = arrivals
    this.since = since
    this.#place = arrivals.add(socket)
    socket[ARRIVAL] = this
  }

  leave(): void {
    this.#arrivals.remove(this.#socket, this.#place)
    this.#socket[ARRIVAL] = undefined
  }
}

/** A socket with TLS, and the one below it. Node has no public API for the latter. */
type Secured = Socket & { readonly _parent?: GatedSocket }

/** The connections of a listener on which TLS has not started yet, or whose handshake is not complete. */
export class TlsGate {
  readonly #server: Server
  readonly #turn: Turn
  readonly #newcomers: Newcomers<GatedSocket>
  readonly #arrivals = new Places<GatedSocket>()
  /** One listener for all of them. */
  readonly #closed: (this: GatedSocket) => void
  readonly #startTls: readonly ReturnType<Server['listeners']>[number][]
  #sweeper: NodeJS.Timeout | undefined
  /** Milliseconds in which TLS must start. */
  timeoutMs: number

  /** Takes the place of the listener for connections that a new server has. */
  constructor(server: Server, turn: Turn, timeoutMs: number) {
    this.#server = server
    this.#turn = turn
    this.timeoutMs = timeoutMs
    this.#newcomers = new Newcomers<GatedSocket>(turn, {
      handle: (socket, received) => this.#handle(socket, received),
      mostPerShare: STARTS_PER_SHARE,
    })
    this.#startTls = server.listeners('connection')
    server.removeAllListeners('connection')
    server.on('connection', (socket: Socket) => this.#enter(socket))
    const leave = (socket: GatedSocket): void => this.#leave(socket)
    this.#closed = function (this: GatedSocket): void {
      leave(this)
    }
    server.prependListener('secureConnection', ({ _parent: socket }: Secured) => {
      socket?.[ARRIVAL]?.leave()
      socket?.off('close', this.#closed)
    })
  }

  /** The number of connections at the gate. */
  get size(): number {
    return this.#arrivals.size
  }

  #enter(socket: GatedSocket): void {
    if (socket.destroyed) return
    new Arrival(socket, this.#arrivals, this.#turn.now())
    socket.push = (chunk: unknown) => this.#read(socket, chunk)
    // A connection that breaks is closed next.
    socket.on('error', ignore).on('close', this.#closed)
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MS).unref()
  }

  /** Node calls this instead of `push` with what it has read, and with null at the end. */
  #read(socket: GatedSocket, chunk: unknown): boolean {
    const arrival = socket[ARRIVAL]
    if (arrival?.bytes === undefined) return false
    if (!(chunk instanceof Uint8Array)) {
      socket.destroy()
      return false
    }
    const bytes = Buffer.concat([arrival.bytes, chunk])
    arrival.bytes = bytes
    const hello = readHello(bytes)
    if (hello === 'incomplete') return true
    if (hello === 'none') {
      this.#cut(socket, 'ERR_TLS_NO_CLIENT_HELLO')
      return false
    }
    if (!this.#newcomers.admits(socket, bytes)) return false
    this.#start(socket)
    return true
  }

  #handle(socket: GatedSocket, { hasEnded }: Received): void {
    if (!hasEnded) this.#start(socket)
  }

  /** Node gives TLS what the socket has buffered, in the next tick. */
  #start(socket: GatedSocket): void {
    const arrival = socket[ARRIVAL]
    if (arrival?.bytes === undefined) return
    const { bytes } = arrival
    arrival.bytes = undefined
    socket.off('error', ignore)
    socket.push = push
    socket.push(bytes)
    for (const start of this.#startTls) start.call(this.#server, socket)
  }

  #leave(socket: GatedSocket): void {
    const arrival = socket[ARRIVAL]
    arrival?.leave()
    if (arrival?.bytes !== undefined) this.#fail(socket, 'ECONNRESET')
  }

  #cut(socket: GatedSocket, code: string): void {
    socket[ARRIVAL]?.leave()
    this.#fail(socket, code)
    socket.destroy()
  }

  #fail(socket: Socket, code: string): void {
    const error = Object.assign(new Error('the connection ended before TLS started'), { code })
    this.#server.emit('tlsClientError', error, socket)
  }

  /** Cuts the connections on which TLS has not started in time. After that, Node watches the handshake. */
  #sweep(): void {
    const deadline = this.#turn.now() - this.timeoutMs
    for (const socket of this.#arrivals) {
      const arrival = socket[ARRIVAL]
      if (arrival?.bytes !== undefined && arrival.since <= deadline) this.#cut(socket, 'ERR_TLS_HANDSHAKE_TIMEOUT')
    }
    if (this.#arrivals.size === 0) this.#rest()
  }

  #rest(): void {
    clearInterval(this.#sweeper)
    this.#sweeper = undefined
  }

  /** Closes the connections that have not completed their handshake. */
  close(): void {
    for (const socket of this.#arrivals) socket.destroy()
    this.#rest()
  }
}

const ignore = (): void => {}
const { push } = Readable.prototype
