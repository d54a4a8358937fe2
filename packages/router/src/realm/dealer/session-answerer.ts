/** A session as the callee of a registration: it is asked by messages. */
import type { Id } from '@wampeter/protocol'
import { deliver } from '../effect.ts'
import type { Effect } from '../effect.ts'
import type { Answerer, InvocationParts, Peer, PendingCall } from '../peer.ts'
import { OpenInvocations } from './open-invocations.ts'

export class SessionAnswerer implements Answerer {
  readonly peer: Peer

  constructor(peer: Peer) {
    this.peer = peer
  }

  nextInvocation(): Id {
    this.peer.invocations ??= new OpenInvocations()
    return this.peer.invocations.next()
  }

  open(call: PendingCall): void {
    this.peer.invocations?.add(call)
  }

  close({ invocation }: PendingCall): void {
    this.peer.invocations?.delete(invocation)
  }

  invoke({ invocation: request }: PendingCall, { registration, details, payload }: InvocationParts): Effect[] {
    return [deliver([this.peer], { kind: 'INVOCATION', request, registration, details, payload })]
  }

  /** Only callees that announced call_canceling are told, and none that has left. */
  interrupt({ invocation: request }: PendingCall): Effect[] {
    return this.peer.invocations !== undefined && this.peer.features.has('callee.call_canceling')
      ? [deliver([this.peer], { kind: 'INTERRUPT', request, options: { mode: 'killnowait' } })]
      : []
  }
}
