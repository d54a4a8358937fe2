/** Requests of one session that wait for their answers. Ids are sequential, as the specification asks. */
import { ProtocolViolation } from '@wampeter/protocol'
import type { Id, RouterMessage, WampError } from '@wampeter/protocol'
import { wampError } from './errors.ts'

/** The messages that answer something. */
export type Answer = Extract<RouterMessage, { readonly request: Id | 0 }>

/** The type code that an ERROR names, and the kind of the answer that is no error, by the kind of the request. */
export const REQUEST = {
  PUBLISH: { code: 16, answer: 'PUBLISHED' },
  SUBSCRIBE: { code: 32, answer: 'SUBSCRIBED' },
  UNSUBSCRIBE: { code: 34, answer: 'UNSUBSCRIBED' },
  CALL: { code: 48, answer: 'RESULT' },
  REGISTER: { code: 64, answer: 'REGISTERED' },
  UNREGISTER: { code: 66, answer: 'UNREGISTERED' },
} as const

export type RequestKind = keyof typeof REQUEST
export type AnswerTo<Kind extends RequestKind> = Extract<RouterMessage, { kind: (typeof REQUEST)[Kind]['answer'] }>

/** Who waits. Both are called at once, before anything that came behind the answer is handled. */
export interface Waiting<Kind extends RequestKind> {
  answered(message: AnswerTo<Kind>): void
  failed(error: WampError): void
}

interface Entry {
  readonly kind: RequestKind
  answered(message: Answer): void
  failed(error: WampError): void
}

export class Requests {
  readonly #waiting = new Map<Id, Entry>()
  #next: Id = 1

  /** The id of the next request. It is used up by `sent` only: what could not be sent must leave no gap. */
  get next(): Id {
    return this.#next
  }

  sent(): void {
    this.#next = this.#next === 2 ** 53 ? 1 : this.#next + 1
  }

  expect<Kind extends RequestKind>(request: Id, kind: Kind, waiting: Waiting<Kind>): void {
    const answered = (message: Answer): void => waiting.answered(message as AnswerTo<Kind>)
    this.#waiting.set(request, { kind, answered, failed: (error) => waiting.failed(error) })
  }

  isWaiting(request: Id): boolean {
    return this.#waiting.has(request)
  }

  /** Its answer, should one come, is late: it will be dropped. */
  giveUp(request: Id): void {
    this.#waiting.delete(request)
  }

  /**
   * Hands an answer to who waits for it. That of a request that was given up is dropped; no memory of such requests is
   * needed, because ids are given in order: what is below the next one was asked once.
   * @throws ProtocolViolation for an answer to what was never asked, or of the wrong kind.
   */
  settle(message: Answer): void {
    const { request, kind } = message
    if (request >= this.#next) throw new ProtocolViolation(`${kind} answers request ${request}, which was never made`)
    const entry = this.#waiting.get(request)
    if (entry === undefined) return
    const { code, answer } = REQUEST[entry.kind]
    if (kind === 'ERROR') {
      if (message.requestType !== code) return
      this.#waiting.delete(request)
      return entry.failed(wampError(message))
    }
    if (kind !== answer) throw new ProtocolViolation(`${kind} is no answer to ${entry.kind}`)
    if (kind !== 'RESULT' || message.details.progress !== true) this.#waiting.delete(request)
    entry.answered(message)
  }

  failAll(error: WampError): void {
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { failed } of waiting) failed(error)
  }
}
