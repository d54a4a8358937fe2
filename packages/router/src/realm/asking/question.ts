/** What the router itself asks of a procedure, and how that may end. */
import { Payload, WampError } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'

export interface Question {
  readonly procedure: Uri
  readonly args: readonly unknown[]
  /** Milliseconds that the callee has for its answer. */
  readonly timeoutMs: number
  readonly answered: Answered
}

/** How a question ended. A callee that is not there, or goes away, answers an error like any other. */
export type Answer =
  | { readonly kind: 'result'; readonly payload: Payload }
  | { readonly kind: 'error'; readonly error: Uri; readonly payload: Payload }
  | { readonly kind: 'late'; readonly timeoutMs: number }

/** What follows from an answer. Runs once, inside the realm. */
export type Answered = (answer: Answer) => Effect[]

export const errorAnswer = (error: Uri, text: string): Answer => ({ kind: 'error', error, payload: Payload.of([text]) })

/** An error answer as code outside the realm wants it. */
export function failureOf({ error, payload }: Extract<Answer, { kind: 'error' }>): WampError {
  const { args, kwargs } = payload.values()
  return new WampError(error, typeof args[0] === 'string' ? args[0] : error, { args, kwargs })
}
