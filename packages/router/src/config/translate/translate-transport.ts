/** Transports: where they listen, and what they serve there. */
import type { ListenOptions, TlsOptions } from '../../listeners/options.ts'
import {
  DEFAULT_BACKLOG,
  DEFAULT_MAX_CONNECTIONS,
  DEFAULT_MAX_CONNECTIONS_PER_ADDRESS,
  DEFAULT_REQUEST_TIMEOUT_MS,
  DEFAULT_RESPONSE_TIMEOUT_MS,
  DEFAULT_TRUSTED_PROXIES,
} from '../../listeners/options.ts'
import type { TransportOptions } from '../../options.ts'
import type { CrossbarConfig } from '../check.ts'
import { translatePaths } from './translate-service.ts'
import { translateWebSocket } from './translate-websocket.ts'
import type { Context } from './context.ts'

type Worker = NonNullable<CrossbarConfig['workers']>[number]
type Transport = NonNullable<Extract<Worker, { type: 'router' }>['transports']>[number]
type Served = Extract<Transport, { type: 'web' | 'websocket' }>
type Endpoint = Extract<Served['endpoint'], { type: 'tcp' }>

/** The options of one transport. */
export function translateTransport(transport: Transport, context: Context & { ordinal: number }): TransportOptions {
  if (transport.type !== 'web' && transport.type !== 'websocket') throw new Unavailable(transport.type)
  const { endpoint, id = `transport${String(context.ordinal).padStart(3, '0')}` } = transport
  if (endpoint.type !== 'tcp') throw new Unavailable(endpoint.type)
  const isLoopback = /^(localhost|::1|127\.[\d.]+)$/.test(endpoint.interface ?? '')
  const place = { ...context, isLoopback }
  const root = transport.type === 'web' ? translatePaths(transport.paths, place) : translateWebSocket(transport, place)
  const hsts = transport.type === 'web' && transport.options.hsts ? transport.options.hsts_max_age : undefined
  const handshake = transport.type === 'websocket' ? transport.options?.open_handshake_timeout : undefined
  return { id, listen: { ...listen(endpoint, context), ...timeout(endpoint, handshake), hstsSeconds: hsts }, root }
}

/** Thrown for a config that the availability check should have refused. */
class Unavailable extends Error {
  constructor(type: string) {
    super(`"${type}" reached the translation of the config although it is not available`)
  }
}

function listen(endpoint: Endpoint, { file }: Context): Omit<ListenOptions, 'hstsSeconds' | 'requestTimeoutMs'> {
  if (typeof endpoint.port === 'string') throw new Unavailable(endpoint.port)
  return {
    host: endpoint.interface,
    port: endpoint.port ?? 0,
    portRange: endpoint.portrange,
    isIPv6: endpoint.version === 6,
    isShared: endpoint.shared,
    backlog: endpoint.backlog ?? DEFAULT_BACKLOG,
    tls: endpoint.tls === undefined ? undefined : translateTls(endpoint.tls, file),
    maxConnections: endpoint.limits?.connections ?? DEFAULT_MAX_CONNECTIONS,
    maxConnectionsPerAddress: endpoint.limits?.connections_per_address ?? DEFAULT_MAX_CONNECTIONS_PER_ADDRESS,
    responseTimeoutMs: endpoint.limits?.response_timeout ?? DEFAULT_RESPONSE_TIMEOUT_MS,
    trustedProxies: endpoint.limits?.trusted_proxies ?? DEFAULT_TRUSTED_PROXIES,
  }
}

/**
 * Our own key takes precedence. Without it the handshake timeout applies, because the opening handshake is the only
 * request of a WebSocket listener.
 */
const timeout = ({ limits }: Endpoint, handshake = DEFAULT_REQUEST_TIMEOUT_MS) => ({
  requestTimeoutMs: limits?.request_timeout ?? handshake,
})

const translateTls = (tls: NonNullable<Endpoint['tls']>, file: Context['file']): TlsOptions => ({
  keyFile: file(tls.key),
  certificateFile: file(tls.certificate),
  chainFiles: (tls.chain_certificates ?? []).map(file),
  ciphers: tls.ciphers,
  dhParamFile: tls.dhparam === undefined ? undefined : file(tls.dhparam),
})
