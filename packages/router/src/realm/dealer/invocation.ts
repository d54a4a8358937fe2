/** What a callee is sent. */
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Dict, InvocationDetails } from '@wampeter/protocol'
import { deliver } from '../effect.ts'
import type { Effect } from '../effect.ts'
import type { Peer, PendingCall } from '../peer.ts'

/** Who calls, where that is disclosed, and the marks of a payload that must not be opened. */
export function invocationDetails(caller: Peer | undefined, passthru: Dict | undefined): InvocationDetails & Dict {
  if (caller === undefined) return passthru ?? EMPTY_DICT
  const { session, authid, authrole } = caller.identity
  return { caller: session, caller_authid: authid, caller_authrole: authrole, ...passthru }
}

/** Tells a callee that nobody waits any more; only for those that announced call_canceling. */
export const interrupt = ({ callee, invocation }: PendingCall): Effect =>
  deliver([callee], { kind: 'INTERRUPT', request: invocation, options: { mode: 'killnowait' } })
