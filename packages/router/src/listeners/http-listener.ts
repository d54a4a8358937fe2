/** Listens on a TCP port, with or without TLS, and hands requests to one service. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createHttpsServer, Server as HttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { refuseUpgrade } from '../transports/http-refusal.ts'
import { passUpgrade } from '../transports/http-service.ts'
import type { HttpService } from '../transports/http-service.ts'
import { createServer as createHttpServer } from '../transports/node-http.ts'
import { boundAddress } from './addresses.ts'
import { Admission } from './admission.ts'
import { closeInTurns } from './closing.ts'
import { ListenError } from './listen-error.ts'
import { tellFailures } from './failures.ts'
import { FirstReads, type UpgradeHandler } from './first-read.ts'
import type { ListenOptions } from './options.ts'
import { MOST_WAITING, Pipelines } from './pipelines.ts'
import { Reserve } from './reserve.ts'
import { ResponseWatch } from './response-watch.ts'
import { expiryOf, readTls } from './tls-files.ts'
import type { TlsFiles } from './tls-files.ts'
import { TlsGate } from './tls-gate.ts'
import { visitOf } from './visits.ts'
import type { ListenerParts, Witness } from './witness.ts'

/** Milliseconds between two looks at the connections whose request does not come. */
const CHECK_MS = 1_000

/** A port that is open. */
export interface Listener {
  /** The port that was bound: the chosen one where the config says 0. */
  readonly port: number
  /** When its certificate ends, in milliseconds since the epoch; undefined without TLS. */
  readonly certificateExpiry: number | undefined
  /** Connections that are open now. */
  connections(): Promise<number>
  /** Changes limits and keys, without closing connections. */
  change(options: ListenOptions, tls?: TlsFiles): void
  /** Takes no new connections. Existing connections stay. */
  stop(): void
  /** Takes connections again on its port after `stop`, with the keys and limits it had. Throws ListenError. */
  resume(): Promise<void>
  /** Ends the connections that are still open. */
  close(): Promise<void>
}

/**
 * Opens a port.
 * @throws ListenError when the address cannot be bound; TlsFileError when a TLS file cannot be used.
 */
export async function listen(options: ListenOptions, service: HttpService, witness: ListenerParts): Promise<Listener> {
  const { turn } = witness
  const tlsFiles = options.tls === undefined ? undefined : await readTls(options.tls)
  const server = createServer(options, tlsFiles)
  let certificateExpiry = tlsFiles === undefined ? undefined : expiryOf(tlsFiles)
  const gate = tlsFiles === undefined ? undefined : new TlsGate(server, turn, options.requestTimeoutMs)
  const admission = new Admission(options, witness)
  admission.guard(server)
  let { hstsSeconds } = options
  const reserve = new Reserve(witness.descriptors, witness)
  server.prependListener('connection', (socket: Socket) => reserve.enter(socket))
  closeInTurns(server, turn.closings)
  const responses = new ResponseWatch(options.responseTimeoutMs, endStalled(witness))
  const upgrade = attach(server, service, { hsts: () => hstsSeconds, admission, reserve, responses })
  const event = tlsFiles === undefined ? 'connection' : 'secureConnection'
  const firstReads = new FirstReads(server, event, { upgrade, turn, now: () => performance.now() })
  const sweeper = setInterval(() => firstReads.sweep(server.headersTimeout), CHECK_MS).unref()
  tellFailures(server, witness)
  const port = await bind(server, options)
  server.on('error', (error) => witness.log.write('error', `the listener on port ${port} failed: ${error.message}`))
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => {
    firstReads.close()
    return (stopped ??= new Promise((resolve) => server.close(() => resolve())))
  }
  return {
    port,
    get certificateExpiry() {
      return certificateExpiry
    },
    connections: () =>
      new Promise((resolve) => server.getConnections((error, count) => resolve(error === null ? count : 0))),
    change(limits, tls) {
      admission.change(limits)
      server.maxConnections = limits.maxConnections
      server.headersTimeout = limits.requestTimeoutMs
      server.requestTimeout = limits.requestTimeoutMs
      responses.timeoutMs = limits.responseTimeoutMs
      if (gate !== undefined) gate.timeoutMs = limits.requestTimeoutMs
      hstsSeconds = limits.hstsSeconds
      if (tls === undefined || !(server instanceof HttpsServer)) return
      server.setSecureContext(tls)
      certificateExpiry = expiryOf(tls)
    },
    stop: () => void stop(),
    async resume() {
      stopped = undefined
      await bindPort(server, options, port)
    },
    close() {
      clearInterval(sweeper)
      const isClosed = stop()
      gate?.close()
      server.closeAllConnections()
      return isClosed
    },
  }
}

interface Attached {
  readonly admission: Admission
  readonly reserve: Reserve
  readonly responses: ResponseWatch
  hsts(): number | undefined
}

function attach(
  server: Server,
  service: HttpService,
  { hsts, admission, reserve, responses }: Attached,
): UpgradeHandler {
  const pipelines = new Pipelines()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.socket.destroyed) return
    if (!pipelines.admits(request.socket, response)) return admission.hasty(request, MOST_WAITING)
    const hstsSeconds = hsts()
    if (hstsSeconds !== undefined) response.setHeader('strict-transport-security', `max-age=${hstsSeconds}`)
    responses.add(response)
    if (reserve.holds(request.socket)) response.setHeader('connection', 'close')
    const visit = visitOf(request, admission.proxies)
    if (typeof visit !== 'string') return service.serve(visit, response)
    admission.malformed(request, visit)
    response.writeHead(400, { connection: 'close', 'content-type': 'text/plain; charset=utf-8' }).end(`${visit}\n`)
  })
  const upgrade: UpgradeHandler = (request, connection) => {
    const { socket } = connection
    const visit = visitOf(request, admission.proxies)
    if (typeof visit === 'string') {
      admission.malformed(request, visit)
      return refuseUpgrade(socket, 400, visit)
    }
    if (reserve.admits(request.socket, socket) && admission.admits(visit, socket))
      passUpgrade(service, visit, connection)
  }
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => upgrade(request, { socket, head }))
  return upgrade
}

function endStalled({ log, counters }: Witness): (socket: Socket) => void {
  return (socket) => {
    counters.count('responses_stalled')
    const advice = 'limits.response_timeout'
    log.write('info', `a response was ended: its client read nothing of it for too long (${advice})`, {
      peer: socket.remoteAddress,
    })
    socket.destroy()
  }
}

function createServer({ requestTimeoutMs }: ListenOptions, tls: TlsFiles | undefined): Server {
  const limits = {
    headersTimeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: CHECK_MS,
    keepAliveTimeout: 5_000,
  }
  return tls === undefined
    ? createHttpServer(limits)
    : createHttpsServer({ ...limits, ...tls, handshakeTimeout: requestTimeoutMs })
}

/** Tries each port of a range in turn. */
async function bind(server: Server, options: ListenOptions): Promise<number> {
  const [first, last] = options.portRange ?? [options.port, options.port]
  for (let port = first; port < last; port++) {
    const bound = await tryBind(server, options, port)
    if (bound !== undefined) return bound
  }
  return bindPort(server, options, last)
}

async function tryBind(server: Server, options: ListenOptions, port: number): Promise<number | undefined> {
  try {
    return await bindPort(server, options, port)
  } catch (error) {
    if (error instanceof ListenError && error.code === 'EADDRINUSE') return undefined
    throw error
  }
}

function bindPort(server: Server, { host, isIPv6, isShared, backlog }: ListenOptions, port: number): Promise<number> {
  const address = boundAddress({ host, isIPv6 })
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void => reject(new ListenError(address, port, error))
    server.once('error', failed)
    server.listen({ host: address, port, backlog, reusePort: isShared, ipv6Only: isIPv6 }, () => {
      server.off('error', failed)
      resolve(portOf(server.address()))
    })
  })
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0
