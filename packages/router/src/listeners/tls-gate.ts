/**
 * Starts TLS on a connection once the first message of its client is complete, a few connections per turn of the event
 * loop. The router's answer to that message is one step of a millisecond or more, and nothing can interrupt it. So a
 * thousand clients at once would stop the loop for a second.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { Turn } from '../session/turn.ts'
import { readHello } from './client-hello.ts'
import { Newcomers } from './newcomers.ts'
import type { Received } from './newcomers.ts'

/** How many handshakes start before other connections get their share. */
export const STARTS_PER_SHARE = 2
const SWEEP_MS = 1_000

/** What a client has sent before TLS started. */
interface Arrival {
  readonly since: number
  readonly leave: () => void
  bytes: Buffer
}

/** A socket with TLS, and the one below it. Node has no public API for the latter. */
type Secured = Socket & { readonly _parent?: Socket }

/** The connections of a listener on which TLS has not started yet, or whose handshake is not complete. */
export class TlsGate {
  readonly #server: Server
  readonly #turn: Turn
  readonly #newcomers: Newcomers<Socket>
  /** In the order of their arrival. */
  readonly #arrivals = new Map<Socket, Arrival>()
  /** Connections whose handshake has begun and is not complete. */
  readonly #handshakes = new Set<Socket>()
  /** One listener for all of them. */
  readonly #forget: (this: Socket) => void
  readonly #startTls: readonly ReturnType<Server['listeners']>[number][]
  #sweeper: NodeJS.Timeout | undefined
  /** Milliseconds in which TLS must start. */
  timeoutMs: number

  /** Takes the place of the listener for connections that a new server has. */
  constructor(server: Server, turn: Turn, timeoutMs: number) {
    this.#server = server
    this.#turn = turn
    this.timeoutMs = timeoutMs
    this.#newcomers = new Newcomers<Socket>(turn, {
      handle: (socket, received) => this.#handle(socket, received),
      mostPerShare: STARTS_PER_SHARE,
    })
    this.#startTls = server.listeners('connection')
    server.removeAllListeners('connection')
    server.on('connection', (socket: Socket) => this.#enter(socket))
    const handshakes = this.#handshakes
    const forget = function (this: Socket): void {
      handshakes.delete(this)
    }
    this.#forget = forget
    server.prependListener('secureConnection', ({ _parent: socket }: Secured) => {
      if (socket !== undefined && handshakes.delete(socket)) socket.off('close', forget)
    })
  }

  #enter(socket: Socket): void {
    if (socket.destroyed) return
    const leave = (): void => this.#leave(socket)
    this.#arrivals.set(socket, { since: this.#turn.now(), leave, bytes: Buffer.alloc(0) })
    socket.push = (chunk: unknown) => this.#read(socket, chunk)
    // A connection that breaks is closed next.
    socket.on('error', ignore).on('close', leave)
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MS).unref()
  }

  /** Node calls this instead of `push` with what it has read, and with null at the end. */
  #read(socket: Socket, chunk: unknown): boolean {
    const arrival = this.#arrivals.get(socket)
    if (arrival === undefined) return false
    if (!(chunk instanceof Uint8Array)) {
      socket.destroy()
      return false
    }
    arrival.bytes = Buffer.concat([arrival.bytes, chunk])
    const hello = readHello(arrival.bytes)
    if (hello === 'incomplete') return true
    if (hello === 'none') {
      this.#cut(socket, 'ERR_TLS_NO_CLIENT_HELLO')
      return false
    }
    if (!this.#newcomers.admits(socket, arrival.bytes)) return false
    this.#start(socket, arrival)
    return true
  }

  #handle(socket: Socket, { hasEnded }: Received): void {
    const arrival = this.#arrivals.get(socket)
    if (arrival !== undefined && !hasEnded) this.#start(socket, arrival)
  }

  /** Node gives TLS what the socket has buffered, in the next tick. */
  #start(socket: Socket, { bytes, leave }: Arrival): void {
    this.#arrivals.delete(socket)
    socket.off('error', ignore).off('close', leave)
    this.#handshakes.add(socket.on('close', this.#forget))
    socket.push = push
    socket.push(bytes)
    for (const start of this.#startTls) start.call(this.#server, socket)
  }

  #leave(socket: Socket): void {
    if (this.#arrivals.delete(socket)) this.#fail(socket, 'ECONNRESET')
  }

  #cut(socket: Socket, code: string): void {
    this.#arrivals.delete(socket)
    this.#fail(socket, code)
    socket.destroy()
  }

  #fail(socket: Socket, code: string): void {
    const error = Object.assign(new Error('the connection ended before TLS started'), { code })
    this.#server.emit('tlsClientError', error, socket)
  }

  #sweep(): void {
    const deadline = this.#turn.now() - this.timeoutMs
    for (const [socket, { since }] of this.#arrivals) {
      if (since > deadline) break
      this.#cut(socket, 'ERR_TLS_HANDSHAKE_TIMEOUT')
    }
    if (this.#arrivals.size === 0) this.#rest()
  }

  #rest(): void {
    clearInterval(this.#sweeper)
    this.#sweeper = undefined
  }

  /** Closes the connections that have not completed their handshake. */
  close(): void {
    for (const socket of [...this.#arrivals.keys(), ...this.#handshakes]) socket.destroy()
    this.#rest()
  }
}

const ignore = (): void => {}
const { push } = Readable.prototype
