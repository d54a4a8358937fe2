/** Calls between CALL and its final answer, found from both ends: by the caller's request and by the callee's invocation. */
import type { Id } from '@wampeter/protocol'
import { nextId } from '../ids.ts'
import type { Peer } from '../peer.ts'
import type { Answered } from './questions.ts'

export interface PendingCall {
  readonly caller: Peer
  /** The caller's request id. */
  readonly request: Id
  readonly callee: Peer
  /** The dealer's id of the invocation, counted per callee. */
  readonly invocation: Id
  /** Where the router itself asks: what follows from the answer. Undefined for a caller that gets a message. */
  readonly answered: Answered | undefined
}

/** What a callee is to answer, and how far its invocation ids have got. */
export class Invocations {
  readonly #pending = new Map<Id, PendingCall>()
  #last: Id | 0 = 0

  /** The next invocation id for this callee. */
  next(): Id {
    this.#last = nextId(this.#last)
    return this.#last
  }

  add(call: PendingCall): void {
    this.#pending.set(call.invocation, call)
  }

  get(invocation: Id): PendingCall | undefined {
    return this.#pending.get(invocation)
  }

  delete(invocation: Id): void {
    this.#pending.delete(invocation)
  }

  /** True for an id that was given out at some time: its answer may come too late, but it is not made up. */
  wasIssued(invocation: Id): boolean {
    return invocation <= this.#last
  }

  values(): Iterable<PendingCall> {
    return this.#pending.values()
  }
}

/** Notes a call at both its ends. */
export function open(
  { caller, request, answered }: Pick<PendingCall, 'caller' | 'request'> & { readonly answered?: Answered },
  callee: Peer,
): PendingCall {
  callee.invocations ??= new Invocations()
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
