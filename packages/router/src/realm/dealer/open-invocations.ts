import type { Id } from '@wampeter/protocol'
import { nextId } from '../ids.ts'

/** What a callee is to answer, and how far its invocation ids have got. */
export class OpenInvocations<Call extends { readonly invocation: Id }> {
  readonly #pending = new Map<Id, Call>()
  #last: Id | 0 = 0

  /** The next invocation id for this callee. */
  next(): Id {
    this.#last = nextId(this.#last)
    return this.#last
  }

  add(call: Call): void {
    this.#pending.set(call.invocation, call)
  }

  get(invocation: Id): Call | undefined {
    return this.#pending.get(invocation)
  }

  delete(invocation: Id): void {
    this.#pending.delete(invocation)
  }

  /** True for an id that was given out at some time: its answer may come too late, but it is not made up. */
  wasIssued(invocation: Id): boolean {
    return invocation <= this.#last
  }

  values(): Iterable<Call> {
    return this.#pending.values()
  }
}
