/**
 * A transport as authenticators, authorizers and meta events are told of it. Crossbar has had two generations of
 * keys; procedures in the field read one or the other, so both are there.
 */
import type { Dict } from '@wampeter/protocol'
import type { TransportInfo } from './transport.ts'

/** `details.transport` of Crossbar since 22.4, with `type`, `protocol` and `cbtid` of those before. */
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

/** Each header as one string; Node gives them in lower case. */
const headersOf = (headers: TransportHeaders = {}): Dict =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  )

type TransportHeaders = NonNullable<TransportInfo['handshake']>['headers']
