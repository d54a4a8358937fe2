/** The table of a callee's open invocations. */
import type { Id } from '@wampeter/protocol'
import { IdTable } from '../id-table.ts'
import { nextId } from '../ids.ts'

/** The invocations that a callee has not answered yet, and the counter of its invocation ids. */
export class OpenInvocations<Call extends { readonly invocation: Id }> {
  readonly #pending = new IdTable<Call>()
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

  /** True for an id that this callee was given at some time. Its call may have ended since. */
  wasIssued(invocation: Id): boolean {
    return invocation <= this.#last
  }

  values(): readonly Call[] {
    return this.#pending.values()
  }
}
