/** Keeps an exception of one session from other sessions. */
import { ProtocolViolation } from '@wampeter/protocol'
import { abort, warn } from './effect.ts'
import type { Effect } from './effect.ts'
import type { Receiver } from './receiver.ts'

/**
 * Runs work of one session outside the handling of that session's messages. An exception ends that session alone, and
 * not the session whose message is being handled. `undo` returns further effects for that case.
 */
export function guarded(peer: Receiver, run: () => Effect[], undo: () => Effect[] = () => []): Effect[] {
  try {
    return run()
  } catch (error) {
    if (error instanceof ProtocolViolation)
      return [...undo(), abort(peer, 'wamp.error.protocol_violation', error.message)]
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return [
      ...undo(),
      warn('internal_errors', peer, () => `a request failed after it had waited: ${text}`),
      abort(peer, 'wamp.error.internal_error', 'the router failed; the router log has the details'),
    ]
  }
}
