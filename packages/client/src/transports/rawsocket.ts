/**
 * `@wampeter/client/rawsocket`, for Node: RawSocket (*RawSocket Transport*) over TCP (`tcp://host:port`), TLS
 * (`tls://host:port`) or a Unix socket (`unix:/path`). One serializer is asked for: the first.
 */
import { connect as connectTcp, isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import {
  RAWSOCKET_SERIALIZER,
  RawSocketReader,
  WampError,
  writeRawSocketFrame,
  writeRawSocketHandshake,
} from '@wampeter/protocol'
import type { RawSocketEvent, Serializer } from '@wampeter/protocol'
import { explained } from './node-error.ts'
import type { Transport, FrameSink, TransportFactory } from './transport.ts'

/** Frames over a RawSocket. */
export const rawsocket: TransportFactory = ({ url, serializers: [serializer] }, sink) => {
  if (serializer === undefined) throw new TypeError('a RawSocket needs a serializer')
  return new RawSocket(open(url), serializer, sink)
}

function open(url: string): Socket {
  if (url.startsWith('unix:')) return connectTcp(url.slice('unix:'.length))
  const { protocol, hostname, port } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  if (port !== '' && /^(tls|rss):$/.test(protocol)) return openTls(host, Number(port))
  if (port !== '' && /^(tcp|rs):$/.test(protocol)) return connectTcp({ host, port: Number(port) })
  throw new TypeError(`a RawSocket has a URL like tcp://host:port, tls://host:port or unix:/path, not ${url}`)
}

/** TLS names no server by its address (RFC 6066); the certificate is held against it all the same. */
const openTls = (host: string, port: number): Socket =>
  connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }) })

/** How long a router may take to close its end. */
const FAREWELL_MS = 1000

const ERRORS = [
  '',
  'does not speak this serializer',
  'does not accept this length',
  'saw reserved bits',
  'has too many connections',
]

class RawSocket implements Transport {
  readonly #socket: Socket
  readonly #serializer: Serializer
  readonly #sink: FrameSink
  readonly #reader = new RawSocketReader('client')
  readonly #decoder = new TextDecoder()
  #mostBytes = 0
  #why = 'the connection was closed'

  constructor(socket: Socket, serializer: Serializer, sink: FrameSink) {
    this.#socket = socket
    this.#serializer = serializer
    this.#sink = sink
    socket.setNoDelay(true)
    socket.write(writeRawSocketHandshake(serializer.name))
    socket.on('data', (chunk) => this.#read(chunk as Uint8Array))
    socket.on('error', (error) => (this.#why = explained(error)))
    socket.on('close', () => sink.closed(this.#why))
  }

  send(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data
    if (bytes.length > this.#mostBytes) {
      throw new WampError('wamp.error.payload_size_exceeded', `the router takes ${this.#mostBytes} bytes at most`)
    }
    this.#socket.write(writeRawSocketFrame('message', bytes))
  }

  /** What was sent still goes out. A peer that has stopped hears nothing, and must not keep a program from ending. */
  close(): void {
    const socket = this.#socket
    const giveUp = setTimeout(() => socket.destroy(), FAREWELL_MS)
    giveUp.unref()
    socket.once('close', () => clearTimeout(giveUp))
    socket.end()
  }

  #read(chunk: Uint8Array): void {
    try {
      for (const event of this.#reader.push(chunk)) this.#handle(event)
    } catch (error) {
      this.#fail((error as Error).message)
    }
  }

  #handle(event: RawSocketEvent): void {
    switch (event.kind) {
      case 'handshake':
        if (event.serializer !== RAWSOCKET_SERIALIZER[this.#serializer.name])
          return this.#fail('the router chose another serializer')
        this.#mostBytes = event.mostBytes
        return this.#sink.opened(this.#serializer)
      case 'refused':
        return this.#fail(`the router ${ERRORS[event.error] ?? `refused (${event.error})`}`)
      case 'message':
        return this.#sink.frame(this.#serializer.isBinary ? event.payload : this.#decoder.decode(event.payload))
      case 'ping':
        return void this.#socket.write(writeRawSocketFrame('pong', event.payload))
      case 'pong':
        return
      default:
        throw new TypeError(`no such event: ${JSON.stringify(event satisfies never)}`)
    }
  }

  #fail(why: string): void {
    this.#why = why
    this.#socket.destroy()
  }
}
