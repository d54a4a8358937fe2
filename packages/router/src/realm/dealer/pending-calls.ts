/** Calls between CALL and its final answer, found from both ends: by the caller's request and by the callee's invocation. */
import type { Peer, PendingCall } from '../peer.ts'
import type { Answered } from './answer.ts'
import { OpenInvocations } from './open-invocations.ts'

/** Notes a call at both its ends. */
export function open(
  { caller, request, answered }: Pick<PendingCall, 'caller' | 'request'> & { readonly answered?: Answered },
  callee: Peer,
): PendingCall {
  callee.invocations ??= new OpenInvocations()
  const call: PendingCall = { caller, request, callee, invocation: callee.invocations.next(), answered }
  callee.invocations.add(call)
  caller.calls ??= new Map()
  caller.calls.set(request, call)
  return call
}

/** Forgets a call at both its ends. */
export function close({ caller, request, callee, invocation }: PendingCall): void {
  caller.calls?.delete(request)
  callee.invocations?.delete(invocation)
}
