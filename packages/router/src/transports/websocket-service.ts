/** The WAMP service at a path of a web transport: checks an upgrade, and opens a connection. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocketServer } from 'ws'
import type { Server, ServerOptions } from 'ws'
import { Connection } from '../session/connection.ts'
import type { TransportContext } from '../session/context.ts'
import { Journal } from '../session/journal.ts'
import type { TransportInfo } from '../session/transport.ts'
import { refuseUpgrade } from './http-refusal.ts'
import type { HttpService, Visit } from './http-service.ts'
import { KeepAlive } from './keep-alive.ts'
import type { RateOptions, WebSocketOptions } from './options.ts'
import { isExpectedHost, judgeOrigin } from './origins.ts'
import { OwnedWebSocket } from './owned-websocket.ts'
import { negotiate } from './subprotocols.ts'
import type { Dialect, Dialects } from './subprotocols.ts'
import { LargeMessages } from './large-messages.ts'
import { Throttle } from './throttle.ts'
import { addressesOf, UpgradeInfo } from './upgrade-info.ts'
import { WebSocketTransport } from './websocket.ts'
import type { SharedParts } from './websocket.ts'

/** The parts of the service. `fallback` is for clients that name no subprotocol, if none is required. */
export interface WebSocketServiceParts {
  readonly context: TransportContext
  readonly options: WebSocketOptions
  readonly dialects: Dialects
  readonly fallback: Dialect
}

/** The WAMP service at a path of a web transport. */
export class WebSocketService implements HttpService {
  #parts: WebSocketServiceParts
  #server: Server<typeof OwnedWebSocket>
  readonly #keepAlive: KeepAlive<WebSocketTransport>
  #shared: SharedParts
  #sweeper: NodeJS.Timeout | undefined

  constructor(parts: WebSocketServiceParts) {
    this.#parts = parts
    this.#server = serverFor(parts)
    this.#keepAlive = new KeepAlive<WebSocketTransport>(parts.options.keepAlive)
    this.#shared = {
      throttle: this.#throttleFor(parts.options.rate),
      largeMessages: new LargeMessages(parts.context.router.clock),
    }
    this.#sweep()
  }

  /** Replaces the settings. Existing connections only get the new times of pings. */
  reconfigure(parts: WebSocketServiceParts): void {
    if (!isSameRate(parts.options.rate, this.#parts.options.rate))
      this.#shared = { ...this.#shared, throttle: this.#throttleFor(parts.options.rate) }
    this.#parts = parts
    this.#server = serverFor(parts)
    this.#keepAlive.options = parts.options.keepAlive
    clearInterval(this.#sweeper)
    this.#sweep()
  }

  #sweep(): void {
    const { sweepMs } = this.#keepAlive
    this.#sweeper = sweepMs === undefined ? undefined : setInterval(() => this.#keepAlive.sweep(), sweepMs).unref()
  }

  /** Answers a browser that opens the address of a WebSocket. */
  serve({ request }: Visit, response: ServerResponse): void {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD', 'content-type': 'text/plain; charset=utf-8' })
      return void response.end('Only GET and HEAD are allowed here.\n')
    }
    const isShown = this.#parts.options.showsStatusPage
    response.writeHead(isShown ? 200 : 426, {
      'content-type': 'text/plain; charset=utf-8',
      ...(isShown ? {} : { upgrade: 'websocket' }),
    })
    response.end('This is a WAMP endpoint. Connect with a WAMP client, over WebSocket.\n')
  }

  upgrade(visit: Visit, { socket, head }: { socket: Duplex; head: Buffer }): void {
    const { request } = visit
    const refusal = this.#refusal(visit)
    if (refusal !== undefined) {
      const [status, why] = refusal
      const { log, counters } = this.#parts.context.router
      counters.count('upgrades_refused')
      log.write('warn', `WebSocket refused: ${why}`, addressesOf(visit))
      return refuseUpgrade(socket, status, why)
    }
    this.#server.handleUpgrade(request, socket, head, (ws) =>
      this.#open(ws, socket, new UpgradeInfo(visit, ws.protocol)),
    )
  }

  #refusal({ request, forwarded, isLocal }: Visit): readonly [number, string] | undefined {
    const { options, dialects } = this.#parts
    const { origin, host } = request.headers
    if (!isExpectedHost(host, options.origins))
      return [400, `the Host header does not name port ${options.origins.externalPort}`]
    const origins = isLocal === undefined ? options.origins : { ...options.origins, isLoopback: isLocal }
    const verdict = judgeOrigin({ origin, host, isProxied: forwarded?.namesHops === true }, origins)
    if (!verdict.allowed) return [403, verdict.why]
    if (!options.requireSubprotocol || isAnyOffered(request, dialects)) return undefined
    return [400, `none of the offered subprotocols is supported here; supported: ${[...dialects.keys()].join(', ')}`]
  }

  #open(ws: OwnedWebSocket, socket: Duplex, info: TransportInfo): void {
    const { context, dialects, fallback } = this.#parts
    const transport = new WebSocketTransport(ws, socket, this.#shared)
    const { serializer, batching } = dialects.get(ws.protocol) ?? fallback
    const connection = new Connection(context, { transport, info, serializer, batching })
    transport.listen(connection, this.#keepAlive.watch(transport))
  }

  #throttleFor(rate: RateOptions | undefined): Throttle<WebSocketTransport> | undefined {
    if (rate === undefined) return undefined
    const { router } = this.#parts.context
    const told = new WeakSet<WebSocketTransport>()
    return new Throttle<WebSocketTransport>(rate, {
      clock: router.clock,
      held(transport) {
        const { correspondent } = transport
        if (correspondent === undefined) return
        new Journal(router, correspondent).throttled(rate.messagesPerSecond, !told.has(transport))
        told.add(transport)
      },
    })
  }

  /** Waits until all connections have ended. After the grace time, the remaining ones are destroyed. */
  async close(graceMs: number): Promise<void> {
    clearInterval(this.#sweeper)
    this.#shared.throttle?.stop()
    this.#shared.largeMessages.stop()
    for (const { target } of this.#keepAlive.watches) target.turnAway()
    for (let waited = 0; waited < graceMs && this.#keepAlive.watches.size > 0; waited += POLL_MS) await delay(POLL_MS)
    for (const { target } of this.#keepAlive.watches) target.destroy()
  }
}

/** Most clients offer one subprotocol. */
function isAnyOffered({ headers }: IncomingMessage, dialects: Dialects): boolean {
  const offered = headers['sec-websocket-protocol'] ?? ''
  return dialects.has(offered) || offered.split(',').some((name) => dialects.has(name.trim()))
}

const POLL_MS = 10

const isSameRate = (one: RateOptions | undefined, other: RateOptions | undefined): boolean =>
  one?.messagesPerSecond === other?.messagesPerSecond && one?.burst === other?.burst

/** Options of `ws` that its type declarations lack. */
interface YoungerOptions {
  readonly closeTimeout: number
  readonly maxFragments: number
  /** The most reads of the socket that one frame may take. */
  readonly maxBufferedChunks: number
}

/** Each waiting read costs about 300 bytes by itself. The smallest usual network packets carry more than this. */
const CHUNK_BYTES = 256
const LEAST_CHUNKS = 4_096
/** Stands for the message size when it is not limited. */
const UNBOUNDED = 64 * 1024 * 1024

/** The `ws` server, which only does handshakes: it holds no connections and has no listener. */
function serverFor({
  options: { maxMessageBytes, messageFrames, closeTimeoutMs },
  dialects,
}: WebSocketServiceParts): Server<typeof OwnedWebSocket> {
  const options: ServerOptions<typeof OwnedWebSocket> & YoungerOptions = {
    noServer: true,
    WebSocket: OwnedWebSocket,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    maxFragments: messageFrames,
    maxBufferedChunks: Math.max(LEAST_CHUNKS, Math.ceil((maxMessageBytes || UNBOUNDED) / CHUNK_BYTES)),
    handleProtocols: (offered) => negotiate(offered, dialects) ?? false,
    closeTimeout: closeTimeoutMs,
  }
  return new WebSocketServer(options)
}
