/** What a session wants to be published when it ends, however it ends (*Session Testament*). */
import type { Publish } from '@wampeter/protocol'

/** `detached` ones are published first. Without session resumption both are, at the end of the session. */
export type Scope = 'detached' | 'destroyed'

/** One session's testaments, in the order in which they were added. */
export class Testaments {
  #added: readonly { readonly scope: Scope; readonly message: Publish; readonly size: number }[] = []

  get count(): number {
    return this.#added.length
  }

  /** The bytes that their arguments came in. */
  get size(): number {
    return this.#added.reduce((sum, { size }) => sum + size, 0)
  }

  add(scope: Scope, message: Publish, size: number): void {
    this.#added = [...this.#added, { scope, message, size }]
  }

  flush(scope: Scope): void {
    this.#added = this.#added.filter((testament) => testament.scope !== scope)
  }

  /** In the order in which they are published. */
  inOrder(): readonly Publish[] {
    const of = (scope: Scope): readonly Publish[] =>
      this.#added.filter((testament) => testament.scope === scope).map(({ message }) => message)
    return [...of('detached'), ...of('destroyed')]
  }
}
