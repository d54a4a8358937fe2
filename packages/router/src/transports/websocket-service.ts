/** The WAMP service at a path of a web transport: checks an upgrade, and opens a connection. */
import { constants } from 'node:buffer'
import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { Connection } from '../session/connection.ts'
import type { TransportContext } from '../session/context.ts'
import { Journal } from '../session/journal.ts'
import { refuseUpgrade } from './http-refusal.ts'
import type { HttpService, UpgradedConnection, Visit } from './http-service.ts'
import { KeepAlive } from './keep-alive.ts'
import type { RateOptions, WebSocketOptions } from './options.ts'
import { isExpectedHost, judgeOrigin } from './origins.ts'
import type { ServerSocketOptions } from './server-socket.ts'
import type { Dialect, Dialects } from './subprotocols.ts'
import { LargeMessages } from './large-messages.ts'
import { Throttle } from './throttle.ts'
import { addressesOf, UpgradeInfo } from './upgrade-info.ts'
import { acceptance, faultOf, dialectFor } from './websocket-handshake.ts'
import type { Refusal } from './websocket-handshake.ts'
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
  #socketOptions: ServerSocketOptions
  readonly #keepAlive: KeepAlive<WebSocketTransport>
  #shared: SharedParts
  #sweeper: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(parts: WebSocketServiceParts) {
    this.#parts = parts
    this.#socketOptions = socketOptionsFor(parts)
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
    this.#socketOptions = socketOptionsFor(parts)
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

  upgrade(visit: Visit, { socket, head }: UpgradedConnection): void {
    // The head of a request may have begun before the listener stopped.
    if (this.#isClosed) return refuseUpgrade(socket, 503, 'this WebSocket endpoint is closed')
    const { request } = visit
    const refusal = this.#refusal(visit)
    if (refusal !== undefined) {
      const [status, why] = refusal
      const { log, counters } = this.#parts.context.router
      counters.count('upgrades_refused')
      log.write('warn', `WebSocket refused: ${why}`, addressesOf(visit))
      return refuseUpgrade(socket, status, why)
    }
    if (!socket.readable || !socket.writable) return void socket.destroy()
    const dialect = dialectFor(request, this.#parts.dialects)
    socket.write(acceptance(request, dialect?.name), 'latin1')
    this.#open({ socket, head }, dialect ?? this.#parts.fallback, visit)
  }

  #refusal(visit: Visit): Refusal | undefined {
    const { request, forwarded, isLocal } = visit
    const { options, dialects } = this.#parts
    const { origin, host } = request.headers
    if (!isExpectedHost(host, options.origins))
      return [400, `the Host header does not name port ${options.origins.externalPort}`]
    const origins = isLocal === undefined ? options.origins : { ...options.origins, isLoopback: isLocal }
    const verdict = judgeOrigin({ origin, host, isProxied: forwarded?.namesHops === true }, origins)
    if (!verdict.allowed) return [403, verdict.why]
    const fault = faultOf(request)
    if (fault !== undefined || !options.requireSubprotocol || dialectFor(request, dialects) !== undefined) return fault
    return [400, `none of the offered subprotocols is supported here; supported: ${[...dialects.keys()].join(', ')}`]
  }

  #open({ socket, head }: UpgradedConnection, { name, serializer, batching }: Dialect, visit: Visit): void {
    const { context } = this.#parts
    const transport = new WebSocketTransport(socket, this.#socketOptions, this.#shared)
    const info = new UpgradeInfo(visit, name)
    const connection = new Connection(context, { transport, info, serializer, batching })
    transport.listen(connection, this.#keepAlive.watch(transport), head)
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

  /**
   * Takes no more connections, and waits until the existing ones have ended. After the grace time, the remaining ones
   * are destroyed.
   */
  async close(graceMs: number): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#sweeper)
    this.#shared.throttle?.stop()
    this.#shared.largeMessages.stop()
    for (const { target } of this.#keepAlive.watches) target.turnAway()
    for (let waited = 0; waited < graceMs && this.#keepAlive.watches.size > 0; waited += POLL_MS) await delay(POLL_MS)
    for (const { target } of this.#keepAlive.watches) target.destroy()
  }
}

const POLL_MS = 10

/** A text of more bytes may not fit into a string. */
const MOST_BYTES = constants.MAX_STRING_LENGTH

const isSameRate = (one: RateOptions | undefined, other: RateOptions | undefined): boolean =>
  one?.messagesPerSecond === other?.messagesPerSecond && one?.burst === other?.burst

const socketOptionsFor = ({
  context,
  options: { maxMessageBytes, messageFrames, closeTimeoutMs },
}: WebSocketServiceParts): ServerSocketOptions => ({
  limits: { bytes: Math.min(maxMessageBytes || MOST_BYTES, MOST_BYTES), frames: messageFrames },
  closeTimeoutMs,
  closings: context.outbox.turn.closings,
})
