/** Calls between CALL and its final answer, found from both ends: by the caller's request and by the callee's invocation. */
import type { Answerer, PendingCall } from '../peer.ts'

/** Whose call it is, and how its end is told. */
export type AskedBy = Pick<PendingCall, 'caller' | 'request' | 'asker'>

/** Notes a call at both its ends. */
export function openCall({ caller, request, asker }: AskedBy, answerer: Answerer): PendingCall {
  const invocation = answerer.nextInvocation()
  const call = { caller, request, asker, answerer, invocation, receivesProgress: false, limit: undefined }
  answerer.open(call)
  caller.calls ??= new Map()
  caller.calls.set(request, call)
  return call
}

/** True while a call waits for its answer. */
export const isOpen = (call: PendingCall): boolean => call.caller.calls?.get(call.request) === call

/** Forgets a call at both its ends, and its deadline. */
export function closeCall(call: PendingCall): void {
  call.caller.calls?.delete(call.request)
  call.answerer.close(call)
  call.limit?.cancel()
}
