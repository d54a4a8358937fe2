/** Calls between CALL and its final answer, found from both ends: by the caller's request and by the callee's invocation. */
import type { Answerer, PendingCall } from '../peer.ts'

/** Whose call it is, and how its end is told. */
export type AskedBy = Pick<PendingCall, 'caller' | 'request' | 'asker' | 'madeAt'>

type Begun = Pick<
  PendingCall,
  'registration' | 'procedure' | 'timeoutMs' | 'receivesProgress' | 'takesParts' | 'reroute'
>

/** Notes a call at both its ends. */
export function openCall({ caller, request, asker, madeAt }: AskedBy, answerer: Answerer, begun: Begun): PendingCall {
  const { registration, procedure, timeoutMs, receivesProgress, takesParts, reroute } = begun
  const call = {
    caller,
    request,
    asker,
    answerer,
    invocation: answerer.nextInvocation(),
    registration,
    procedure,
    timeoutMs,
    receivesProgress,
    takesParts,
    isKilled: false,
    reroute,
    madeAt,
    limit: undefined,
  }
  answerer.open(call)
  caller.calls ??= new Map()
  caller.calls.set(request, call)
  if (reroute !== undefined) caller.reroutableBytes += reroute.bytes
  return call
}

/** True while a call waits for its answer. */
export const isOpen = (call: PendingCall): boolean => call.caller.calls?.get(call.request) === call

/** Ids of calls in parts that a session may have ended early and still be sending; past it the oldest is forgotten. */
const ENDED_PARTS = 1_000

/** Forgets a call at both its ends, and its deadline. Parts of it that are still on their way are known by its id. */
export function closeCall(call: PendingCall): void {
  const { caller, request, answerer, limit, takesParts } = call
  caller.calls?.delete(request)
  answerer.close(call)
  limit?.cancel()
  forgetPayload(call)
  if (takesParts) rememberParts(call)
}

/** The call cannot be put to another callee any more. */
export function forgetPayload(call: PendingCall): void {
  if (call.reroute === undefined) return
  call.caller.reroutableBytes -= call.reroute.bytes
  call.reroute = undefined
}

function rememberParts({ caller, request }: PendingCall): void {
  const ended = (caller.endedParts ??= new Set())
  const [oldest] = ended
  if (ended.size >= ENDED_PARTS && oldest !== undefined) ended.delete(oldest)
  ended.add(request)
}
