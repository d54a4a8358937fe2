/** Calls between CALL and their final answer, indexed by the caller's request id and by the callee's invocation id. */
import { IdTable } from '../id-table.ts'
import { CALL_BYTES } from '../holdings.ts'
import type { Answerer, PendingCall } from '../peer.ts'

/** The caller's side of a call, and the interface by which it is told the outcome. */
export type AskedBy = Pick<PendingCall, 'caller' | 'request' | 'asker' | 'madeAt'>

type Begun = Pick<
  PendingCall,
  'registration' | 'procedure' | 'timeoutMs' | 'receivesProgress' | 'partDetails' | 'reroute'
>

/** Adds a call to the tables of its caller and its callee. */
export function openCall({ caller, request, asker, madeAt }: AskedBy, answerer: Answerer, begun: Begun): PendingCall {
  const { registration, procedure, timeoutMs, receivesProgress, partDetails, reroute } = begun
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
    partDetails,
    isKilled: false,
    reroute,
    madeAt,
    limit: undefined,
  }
  answerer.open(call)
  caller.calls ??= new IdTable()
  caller.calls.set(request, call)
  caller.holdings.add(caller, CALL_BYTES)
  caller.reroutableBytes += bytesOf(reroute)
  return call
}

/** Hands an open call to another answerer. Its caller, its request id and its timeout stay. */
export function moveCall(call: PendingCall, answerer: Answerer): void {
  call.answerer.close(call)
  call.answerer = answerer
  call.invocation = answerer.nextInvocation()
  answerer.open(call)
}

/** True until the call has ended. */
export const isOpen = (call: PendingCall): boolean => call.caller.calls?.get(call.request) === call

/**
 * The number of calls in parts that a session may still be sending after they ended; beyond it the oldest is forgotten.
 */
const ENDED_PARTS = 1_000

/** Removes a call from both tables, and its deadline. If parts may still arrive, its id is remembered. */
export function closeCall(call: PendingCall): void {
  const { caller, request, answerer, limit, partDetails } = call
  if (isOpen(call)) caller.holdings.remove(caller, CALL_BYTES)
  caller.calls?.delete(request)
  answerer.close(call)
  limit?.cancel()
  forgetPayload(call)
  if (partDetails !== undefined) rememberParts(call)
}

/** The call cannot be put to another callee any more. */
export function forgetPayload(call: PendingCall): void {
  call.caller.reroutableBytes -= bytesOf(call.reroute)
  call.reroute = undefined
}

const bytesOf = (reroute: PendingCall['reroute']): number =>
  reroute === undefined || reroute === 'alone' ? 0 : reroute.bytes

/** Remembers a call in parts that has ended before its last part arrived. */
export function rememberParts({ caller, request }: Pick<PendingCall, 'caller' | 'request'>): void {
  const ended = (caller.endedParts ??= new Set())
  const [oldest] = ended
  if (ended.size >= ENDED_PARTS && oldest !== undefined) ended.delete(oldest)
  ended.add(request)
}
