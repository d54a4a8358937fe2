/** A session as one of the callees of a registration: it is asked by messages. */
import type { Id } from '@wampeter/protocol'
import { deliver } from '../effect.ts'
import type { Effect } from '../effect.ts'
import type { Answerer, InterruptMode, Peer, PendingCall } from '../peer.ts'
import type { InvocationParts } from './call-values.ts'
import type { Member } from './callee-group.ts'
import { OpenInvocations } from './open-invocations.ts'

export interface AnswererParts {
  readonly peer: Peer
  /** Is told when a call of the callee has ended. */
  readonly group: { ended(member: SessionAnswerer): void }
  /** Calls that it takes at a time. */
  readonly concurrency: number
  /** It wants to be shown every caller. */
  readonly disclosesCaller: boolean
  /** It minds the time of calls by itself. */
  readonly forwardsTimeout: boolean
}

export class SessionAnswerer implements Answerer, Member {
  readonly peer: Peer
  readonly concurrency: number
  readonly disclosesCaller: boolean
  readonly #group: AnswererParts['group']
  readonly #forwardsTimeout: boolean
  freeAt = -1
  running = 0

  constructor({ peer, group, concurrency, disclosesCaller, forwardsTimeout }: AnswererParts) {
    this.peer = peer
    this.concurrency = concurrency
    this.disclosesCaller = disclosesCaller
    this.#group = group
    this.#forwardsTimeout = forwardsTimeout
  }

  get takesProgress(): boolean {
    return this.peer.features.has('callee.progressive_call_results')
  }

  /** Cancelling is a part of it: a caller that stops in the middle must be able to say so. */
  get takesParts(): boolean {
    const { features } = this.peer
    return features.has('callee.progressive_call_invocations') && features.has('callee.call_canceling')
  }

  get takesPassthru(): boolean {
    return this.peer.features.has('callee.payload_passthru_mode')
  }

  get mindsTimeout(): boolean {
    return this.#forwardsTimeout && this.peer.features.has('callee.call_timeout')
  }

  get canBeInterrupted(): boolean {
    return this.peer.features.has('callee.call_canceling')
  }

  get canRefuse(): boolean {
    return this.peer.features.has('callee.call_reroute')
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
    this.#group.ended(this)
  }

  invoke({ invocation: request }: PendingCall, { registration, details, payload }: InvocationParts): Effect[] {
    return [deliver([this.peer], { kind: 'INVOCATION', request, registration, details, payload })]
  }

  /** Only callees that announced call_canceling are told, and none that has left. */
  interrupt({ invocation: request }: Pick<PendingCall, 'invocation'>, mode: InterruptMode): Effect[] {
    return this.peer.invocations !== undefined && this.canBeInterrupted
      ? [deliver([this.peer], { kind: 'INTERRUPT', request, options: { mode } })]
      : []
  }
}
