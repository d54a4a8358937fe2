import { ProtocolViolation } from '@wampeter/protocol'
import { abort, warn } from './effect.ts'
import type { Effect } from './effect.ts'
import type { Receiver } from './receiver.ts'

/**
 * Runs something of one session's while another's message, or nobody's, is handled: what the session broke ends that
 * session alone. `broke` is what to do about the rest of it.
 */
export function guarded(peer: Receiver, run: () => Effect[], broke: () => Effect[] = () => []): Effect[] {
  try {
    return run()
  } catch (error) {
    if (error instanceof ProtocolViolation)
      return [...broke(), abort(peer, 'wamp.error.protocol_violation', error.message)]
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return [
      ...broke(),
      warn('internal_errors', peer, () => `a request failed after it had waited: ${text}`),
      abort(peer, 'wamp.error.internal_error', 'the router failed; its log says why'),
    ]
  }
}
