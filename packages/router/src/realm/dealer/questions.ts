/** Calls that the router itself makes: to ask an authorizer, or an authenticator. The callee sees an ordinary invocation. */
import { Payload, WampError } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { Rules } from '../options.ts'
import type { PendingCall } from './pending-calls.ts'

/** How a question ended. A callee that is not there, or goes away, answers an error like any other. */
export type Answer =
  | { readonly kind: 'result'; readonly payload: Payload }
  | { readonly kind: 'error'; readonly error: Uri; readonly payload: Payload }

/** What is asked, and what follows. */
export interface Question {
  readonly procedure: Uri
  readonly args: readonly unknown[]
  readonly answered: Answered
}

/** What follows from an answer. Runs once, inside the realm. */
export type Answered = (answer: Answer) => Effect[]

export const errorAnswer = (error: Uri, text: string): Answer => ({ kind: 'error', error, payload: Payload.of([text]) })

/** The answer as code outside the realm wants it. */
export function failureOf({ error, payload }: Extract<Answer, { kind: 'error' }>): WampError {
  const { args, kwargs } = payload.values()
  return new WampError(error, typeof args[0] === 'string' ? args[0] : error, { args, kwargs })
}

/** Open questions that must be answered in time. All have the same time, so the oldest is the first to be late. */
export class Questions {
  readonly #rules: Rules
  /** When each was asked, the oldest first. */
  readonly #opened = new Map<PendingCall, number>()

  constructor(rules: Rules) {
    this.#rules = rules
  }

  opened(question: PendingCall, now: number): void {
    this.#opened.set(question, now)
  }

  ended(question: PendingCall): void {
    this.#opened.delete(question)
  }

  get deadline(): number | undefined {
    const [first] = this.#opened.values()
    return first === undefined ? undefined : first + this.#rules.options.authorizerTimeoutMs
  }

  /** Those whose time has come. Looks no further than the first that has time left. */
  late(now: number): readonly PendingCall[] {
    const since = now - this.#rules.options.authorizerTimeoutMs
    const late: PendingCall[] = []
    for (const [question, opened] of this.#opened) {
      if (opened > since) break
      late.push(question)
    }
    return late
  }
}
