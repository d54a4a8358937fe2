/** Requests of one session that wait for their answers. Ids are sequential, as the specification asks. */
import { ProtocolViolation, REQUEST } from '@wampeter/protocol'
import type { Id, Result, RouterMessage, WampError } from '@wampeter/protocol'
import { wampError } from './errors.ts'

/** The messages that answer a request. */
export type Answer = Extract<RouterMessage, { readonly request: Id | 0 }>

/** The requests of a client. */
export type RequestKind = Exclude<keyof typeof REQUEST, 'INVOCATION'>
export type AnswerTo<Kind extends RequestKind> = Extract<RouterMessage, { kind: (typeof REQUEST)[Kind]['answer'] }>

/** Gets the answer. Both are called before any later message is handled. */
export interface Waiting<Kind extends RequestKind> {
  answered(message: AnswerTo<Kind>): void
  failed(error: WampError): void
}

interface Entry {
  readonly kind: RequestKind
  /** Takes the answer to a request of this `kind`. The type cannot say that, so it names one kind for all. */
  readonly waiting: Waiting<'CALL'>
}

export class Requests {
  readonly #waiting = new Map<Id, Entry>()
  #next: Id = 1

  /**
   * Gives a request its id, and returns it. Without `waiting` no answer is expected. Where `send` throws, the id is not
   * used up: a request that could not be sent must leave no gap.
   */
  ask<Kind extends RequestKind>(kind: Kind, send: (request: Id) => void, waiting?: Waiting<Kind>): Id {
    const request = this.#next
    send(request)
    this.#next = request === 2 ** 53 ? 1 : request + 1
    if (waiting) this.#waiting.set(request, { kind, waiting: waiting as unknown as Waiting<'CALL'> })
    return request
  }

  isWaiting(request: Id): boolean {
    return this.#waiting.has(request)
  }

  /** Nothing waits for the answer any more: it will be dropped. */
  giveUp(request: Id): void {
    this.#waiting.delete(request)
  }

  /**
   * Hands an answer to its request. The answer to a request that was given up is dropped. Such requests need not be
   * remembered, because ids are given in order: an id below the next one was used once.
   * @throws ProtocolViolation for an answer to what was never asked, or of the wrong kind.
   */
  settle(message: Answer): void {
    const { request, kind } = message
    if (request >= this.#next) throw new ProtocolViolation(`${kind} answers nothing that was asked`)
    const entry = this.#waiting.get(request)
    if (entry === undefined) return
    const { code, answer } = REQUEST[entry.kind]
    if (kind === 'ERROR') {
      if (message.requestType !== code) return
      this.#waiting.delete(request)
      return entry.waiting.failed(wampError(message))
    }
    if (kind !== answer) throw new ProtocolViolation(`${kind} answers nothing that was asked`)
    if (kind !== 'RESULT' || message.details.progress !== true) this.#waiting.delete(request)
    entry.waiting.answered(message as Result)
  }

  failAll(error: WampError): void {
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const entry of waiting) entry.waiting.failed(error)
  }
}
