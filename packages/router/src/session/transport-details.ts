/**
 * The details of a transport for authenticators, authorizers and meta events. Crossbar has used two generations of
 * keys. Existing procedures read one or the other, so both are present.
 */
import type { Dict } from '@wampeter/protocol'
import type { TransportInfo } from './transport.ts'

/** `details.transport` as in Crossbar since 22.4, and `type`, `protocol` and `cbtid` as in earlier versions. */
export function transportDetails({ peer, framing, isSecure, handshake }: TransportInfo): Dict {
  const protocol = handshake?.protocol ?? null
  return {
    channel_type: framing === 'native' ? 'function' : isSecure ? 'tls' : 'tcp',
    channel_framing: framing,
    channel_serializer: null,
    own: handshake?.own() ?? null,
    peer,
    is_server: true,
    own_pid: handshake?.ownPid ?? null,
    own_tid: handshake?.ownPid ?? null,
    own_fd: -1,
    is_secure: isSecure,
    channel_id: {},
    peer_cert: null,
    websocket_protocol: protocol,
    websocket_extensions_in_use: null,
    http_headers_received: headersOf(handshake?.headers),
    http_headers_sent: {},
    http_cbtid: null,
    type: framing,
    protocol,
    cbtid: null,
  }
}

/** Each header as one string. Node gives the names in lower case. */
const headersOf = (headers: TransportHeaders = {}): Dict =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  )

type TransportHeaders = NonNullable<TransportInfo['handshake']>['headers']
