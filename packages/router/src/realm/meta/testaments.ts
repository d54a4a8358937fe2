/** The testaments of a session: publications for its end, whatever the reason of the end (*Session Testament*). */
import type { Payload, Publish } from '@wampeter/protocol'
import { weightOfPayload } from '../weight.ts'

/**
 * Testaments of the scope `detached` are published first. Sessions cannot be resumed, so both scopes are published at
 * their end.
 */
export type Scope = 'detached' | 'destroyed'

interface Testament {
  readonly scope: Scope
  /** The arguments of the call that added it, still encoded: decoded values would take many times the memory. */
  readonly added: Payload
  readonly bytes: number
}

/** The testaments of one session, in the order in which they were added. */
export class Testaments {
  readonly #read: (added: Payload) => Publish
  #testaments: readonly Testament[] = []

  /** `read` makes the PUBLISH from the arguments of the call that added a testament. */
  constructor(read: (added: Payload) => Publish) {
    this.#read = read
  }

  get count(): number {
    return this.#testaments.length
  }

  /** Estimated bytes that the testaments take in memory. */
  get bytes(): number {
    return this.#testaments.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** The payload `added` must not be a view of a read buffer. */
  add(scope: Scope, added: Payload): void {
    this.#testaments = [...this.#testaments, { scope, added, bytes: weightOfPayload(added) }]
  }

  flush(scope: Scope): void {
    this.#testaments = this.#testaments.filter((testament) => testament.scope !== scope)
  }

  /** In the order of publication. Each testament is decoded when its turn comes. */
  *inOrder(): Iterable<() => Publish> {
    for (const wanted of ['detached', 'destroyed'])
      for (const { scope, added } of this.#testaments) if (scope === wanted) yield () => this.#read(added)
  }
}
