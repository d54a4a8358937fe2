/** What a session wants to be published when it ends, however it ends (*Session Testament*). */
import type { Publish } from '@wampeter/protocol'
import { weightOf, weightOfPayload } from '../weight.ts'

/** `detached` ones are published first. Without session resumption both are, at the end of the session. */
export type Scope = 'detached' | 'destroyed'

interface Testament {
  readonly scope: Scope
  readonly publication: Publish
  readonly bytes: number
}

/** One session's testaments, in the order in which they were added. */
export class Testaments {
  #testaments: readonly Testament[] = []

  get count(): number {
    return this.#testaments.length
  }

  /** What they take in memory. */
  get bytes(): number {
    return this.#testaments.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** The payload should be encoded, because values take many times the memory. */
  add(scope: Scope, publication: Publish): void {
    this.#testaments = [...this.#testaments, { scope, publication, bytes: bytesOf(publication) }]
  }

  /** Removes the testaments of a scope. Returns the bytes that they took. */
  flush(scope: Scope): number {
    const before = this.bytes
    this.#testaments = this.#testaments.filter((testament) => testament.scope !== scope)
    return before - this.bytes
  }

  /** In the order in which they are published. */
  inOrder(): Publish[] {
    return (['detached', 'destroyed'] as const).flatMap((wanted) =>
      this.#testaments.filter(({ scope }) => scope === wanted).map(({ publication }) => publication),
    )
  }
}

/** About what a testament takes in memory, in bytes. */
export const bytesOf = ({ topic, options, payload }: Publish): number =>
  2 * topic.length + weightOf(options) + weightOfPayload(payload)
