/** What a session wants to be published when it ends, however it ends (*Session Testament*). */
import type { Payload, Publish } from '@wampeter/protocol'
import { weightOfPayload } from '../weight.ts'

/** `detached` ones are published first. Without session resumption both are, at the end of the session. */
export type Scope = 'detached' | 'destroyed'

interface Testament {
  readonly scope: Scope
  /** The arguments of the call that added it, as they came: values would take many times the memory. */
  readonly added: Payload
  readonly bytes: number
}

/** One session's testaments, in the order in which they were added. */
export class Testaments {
  readonly #read: (added: Payload) => Publish
  #testaments: readonly Testament[] = []

  /** `read` makes a publication of the arguments that a testament was added by. */
  constructor(read: (added: Payload) => Publish) {
    this.#read = read
  }

  get count(): number {
    return this.#testaments.length
  }

  /** What they take in memory. */
  get bytes(): number {
    return this.#testaments.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** `added` must pin no read buffer. */
  add(scope: Scope, added: Payload): void {
    this.#testaments = [...this.#testaments, { scope, added, bytes: weightOfPayload(added) }]
  }

  flush(scope: Scope): void {
    this.#testaments = this.#testaments.filter((testament) => testament.scope !== scope)
  }

  /** In the order in which they are published; each is read when its turn comes. */
  *inOrder(): Iterable<() => Publish> {
    for (const wanted of ['detached', 'destroyed'])
      for (const { scope, added } of this.#testaments) if (scope === wanted) yield () => this.#read(added)
  }
}
