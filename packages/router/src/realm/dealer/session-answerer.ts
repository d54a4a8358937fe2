/** A session as a callee of a registration: it gets INVOCATION and INTERRUPT messages. */
import type { Id } from '@wampeter/protocol'
import { deliver } from '../effect.ts'
import type { Effect } from '../effect.ts'
import type { Answerer, InterruptMode, Peer, PendingCall } from '../peer.ts'
import type { InvocationParts } from './call-values.ts'
import type { Member } from './callee-group.ts'
import type { Place } from './linked-list.ts'
import { OpenInvocations } from './open-invocations.ts'

/** A callee and the options of its REGISTER. */
export interface AnswererParts {
  readonly peer: Peer
  /** The group of the registration, which counts open calls. */
  readonly group: { ended(member: SessionAnswerer): void }
  /** The number of calls that it takes at the same time. */
  readonly concurrency: number
  /** True when it asks to see every caller. */
  readonly disclosesCaller: boolean
  /** True when it enforces the timeout of calls itself. */
  readonly forwardsTimeout: boolean
}

/** A session as a callee of a registration. */
export class SessionAnswerer implements Answerer, Member<SessionAnswerer> {
  readonly peer: Peer
  readonly concurrency: number
  readonly disclosesCaller: boolean
  readonly #group: AnswererParts['group']
  readonly #forwardsTimeout: boolean
  freeAt = -1
  running = 0
  place: Place<SessionAnswerer> | undefined
  turn: Place<SessionAnswerer> | undefined

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

  /** Requires call_canceling too: a caller that stops in the middle of its parts must be able to cancel. */
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
    this.release()
  }

  release(): void {
    this.#group.ended(this)
  }

  invoke({ invocation: request }: PendingCall, { registration, details, payload }: InvocationParts): Effect[] {
    return [deliver([this.peer], { kind: 'INVOCATION', request, registration, details, payload })]
  }

  /** Returns no message when the callee has left, or did not announce call_canceling. */
  interrupt({ invocation: request }: Pick<PendingCall, 'invocation'>, mode: InterruptMode): Effect[] {
    return this.peer.invocations !== undefined && this.canBeInterrupted
      ? [deliver([this.peer], { kind: 'INTERRUPT', request, options: { mode } })]
      : []
  }
}
