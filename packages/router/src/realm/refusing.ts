/** Answers refused requests with ERROR. A refused message that gets no answer is noted. */
import { EMPTY_DICT, Payload, ProtocolViolation, WampError } from '@wampeter/protocol'
import type { MessageRefused, SessionMessage } from '@wampeter/protocol'
import type { Answering } from './dealer/answering.ts'
import type { Dealer } from './dealer/dealer.ts'
import { rememberParts } from './dealer/pending-calls.ts'
import { deliver, errorFor, note, refused } from './effect.ts'
import type { Effect } from './effect.ts'
import { guarded } from './guarded.ts'
import { LimitExceeded } from './limits.ts'
import type { Peer } from './peer.ts'
import { NotAuthorized } from './permissions/refusal.ts'
import { mayWait } from './permissions/waitable.ts'

type Message = Exclude<SessionMessage, { kind: 'GOODBYE' }>

/**
 * The answer to a refused message. An unacknowledged PUBLISH gets none, as the specification requires, but is noted.
 * Any other error than a WampError is thrown again.
 */
export function refusal(peer: Peer, message: Message, error: unknown): Effect[] {
  if (!(error instanceof WampError)) throw error
  const why = (): string =>
    error instanceof NotAuthorized ? `${error.message}; ${error.decision.because()}` : error.message
  if (message.kind === 'YIELD' || message.kind === 'ERROR' || message.kind === 'EVENT_RECEIVED')
    return [note('answer_dropped', peer, () => `${message.kind} dropped: ${why()}`)]
  const reasons = { reason: error.uri, isLoud: isFirstLimit(peer, error) }
  if (message.kind === 'PUBLISH' && message.options.acknowledge !== true)
    return [refused({ name: 'publish_refused', ...reasons }, peer, () => `PUBLISH dropped: ${why()}`)]
  if (message.kind === 'CALL' && message.options.progress === true)
    rememberParts({ caller: peer, request: message.request })
  const text = (): string => `${message.kind} ${message.request} refused: ${why()}`
  return [deliver([peer], errorFor(message, error)), refused({ name: 'request_refused', ...reasons }, peer, text)]
}

/** The parts of the realm that end the call of a refused message. */
export interface CallParts {
  readonly answering: Pick<Answering, 'refuse'>
  readonly dealer: Pick<Dealer, 'refuse'>
}

/**
 * Answers a message that was not decoded because it exceeds a limit. Behind waiting requests of its session it waits
 * for its turn, because it may be a part of a call that still waits.
 * @throws ProtocolViolation for a message that no ERROR can answer and that no other session waits for.
 */
export function refuseUnread(peer: Peer, error: MessageRefused, parts: CallParts): Effect[] {
  const { queue } = peer
  const run = (): Effect[] => answerUnread(peer, error, parts)
  if (queue === undefined || queue.isEmpty || !mayWait(error.refused.kind)) return run()
  return queue.add({
    ...{ message: undefined, reason: undefined, drop: () => [] },
    run: () => guarded(peer, run),
    again: () => refuseUnread(peer, error, parts),
  })
}

/**
 * An answer of a callee ends its call, and so does a further part of a call.
 * @throws ProtocolViolation for a message that no ERROR can answer and that no other session waits for.
 */
function answerUnread(peer: Peer, error: MessageRefused, { answering, dealer }: CallParts): Effect[] {
  const { kind, code, request, isAcknowledged, hasMoreParts } = error.refused
  const isAnswer = kind === 'YIELD' || kind === 'ERROR'
  if (isAnswer && request !== undefined) return answering.refuse(peer, request, error)
  if (request === undefined) throw new ProtocolViolation(`${kind}: ${error.message}`)
  const reasons = { reason: error.uri, isLoud: isFirstLimit(peer, error) }
  const text = (): string => `${kind} ${request} refused: ${error.message}`
  const ended = kind === 'CALL' ? dealer.refuse(peer, request, error) : undefined
  if (ended !== undefined) return [...ended, refused({ name: 'request_refused', ...reasons }, peer, text)]
  if (kind === 'PUBLISH' && !isAcknowledged)
    return [refused({ name: 'publish_refused', ...reasons }, peer, () => `PUBLISH dropped: ${error.message}`)]
  if (hasMoreParts) rememberParts({ caller: peer, request })
  const answer = { kind: 'ERROR', requestType: code, request, details: EMPTY_DICT, error: error.uri } as const
  return [
    deliver([peer], { ...answer, payload: Payload.of(error.args, error.kwargs) }),
    refused({ name: 'request_refused', ...reasons }, peer, text),
  ]
}

/** True for the first exceeded limit of a session. Only that one is logged loudly. */
function isFirstLimit(peer: Peer, error: WampError): boolean {
  if (!(error instanceof LimitExceeded) || peer.hasMetLimit) return false
  peer.hasMetLimit = true
  return true
}
