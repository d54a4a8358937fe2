/** A request that is refused is answered with ERROR, or noted where no answer is due. */
import { WampError } from '@wampeter/protocol'
import type { SessionMessage } from '@wampeter/protocol'
import { deliver, errorFor, note, refused } from './effect.ts'
import type { Effect } from './effect.ts'
import { LimitExceeded } from './limits.ts'
import type { Peer } from './peer.ts'
import { NotAuthorized } from './permissions/refusal.ts'

type Message = Exclude<SessionMessage, { kind: 'GOODBYE' }>

/** Runs what answers a message; a WampError that it throws becomes the answer. */
export function answering(peer: Peer, message: Message, run: () => Effect[]): Effect[] {
  try {
    return run()
  } catch (error) {
    if (error instanceof WampError) return refusal(peer, message, error)
    throw error
  }
}

/** An unacknowledged PUBLISH gets no answer, as the specification asks, but is noted. */
function refusal(peer: Peer, message: Message, error: WampError): Effect[] {
  const why = (): string =>
    error instanceof NotAuthorized ? `${error.message}; ${error.decision.because()}` : error.message
  if (message.kind === 'YIELD' || message.kind === 'ERROR' || message.kind === 'EVENT_RECEIVED')
    return [note('answer_dropped', peer, () => `${message.kind} dropped: ${why()}`)]
  const reasons = { reason: error.uri, isLoud: isFirstLimit(peer, error) }
  if (message.kind === 'PUBLISH' && message.options.acknowledge !== true)
    return [refused({ name: 'publish_refused', ...reasons }, peer, () => `PUBLISH dropped: ${why()}`)]
  const text = (): string => `${message.kind} ${message.request} refused: ${why()}`
  return [deliver([peer], errorFor(message, error)), refused({ name: 'request_refused', ...reasons }, peer, text)]
}

/** An operator needs to know of a bound that is met, but not each time that a session runs against it. */
function isFirstLimit(peer: Peer, error: WampError): boolean {
  if (!(error instanceof LimitExceeded) || peer.hasMetLimit) return false
  peer.hasMetLimit = true
  return true
}
