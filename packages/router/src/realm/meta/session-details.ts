/** The details of a session for the meta API. */
import { isDict } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'
import type { Peer } from '../peer.ts'

/**
 * The details of a session in `on_join` and `wamp.session.get`. HTTP headers are left out, because they hold cookies.
 */
export function sessionDetails(peer: Peer): Dict {
  const details = peer.describe()
  const { transport } = details
  if (!isDict(transport)) return details
  return {
    ...details,
    transport: { ...transport, http_headers_received: {}, http_headers_sent: {}, http_cbtid: null, cbtid: null },
  }
}
