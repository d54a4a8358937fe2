/** A request that is refused is answered with ERROR, or noted where no answer is due. */
import { EMPTY_DICT, Payload, ProtocolViolation, WampError } from '@wampeter/protocol'
import type { MessageRefused, SessionMessage } from '@wampeter/protocol'
import { deliver, errorFor, note, refused } from './effect.ts'
import type { Effect } from './effect.ts'
import { LIMIT_EXCEEDED } from './limits.ts'
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

/**
 * Answers a request that was not decoded, because it would cost too much.
 * @throws ProtocolViolation for a message that no ERROR can answer and no other session waits for.
 */
export function refuseUnread(peer: Peer, error: MessageRefused): Effect[] {
  const { kind, code, request, isAcknowledged } = error.refused
  const reasons = { reason: error.uri, isLoud: isFirstLimit(peer, error) }
  if (request === undefined) throw new ProtocolViolation(`${kind}: ${error.message}`)
  if (kind === 'PUBLISH' && !isAcknowledged)
    return [refused({ name: 'publish_refused', ...reasons }, peer, () => `PUBLISH dropped: ${error.message}`)]
  const answer = { kind: 'ERROR', requestType: code, request, details: EMPTY_DICT, error: error.uri } as const
  return [
    deliver([peer], { ...answer, payload: Payload.of(error.args, error.kwargs) }),
    refused({ name: 'request_refused', ...reasons }, peer, () => `${kind} ${request} refused: ${error.message}`),
  ]
}

/** An operator needs to know of a bound that is met, but not each time that a session runs against it. */
function isFirstLimit(peer: Peer, error: WampError): boolean {
  if (error.uri !== LIMIT_EXCEEDED || peer.hasMetLimit) return false
  peer.hasMetLimit = true
  return true
}
