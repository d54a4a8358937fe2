/** A question is a call that the router itself makes, for example to an authorizer. An answer is its outcome. */
import { Payload, WampError } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'

/** A call that the router makes. */
export interface Question {
  readonly procedure: Uri
  readonly args: readonly unknown[]
  /** Milliseconds that the callee has for its answer. */
  readonly timeoutMs: number
  readonly answered: Answered
}

/** The outcome of a question. It is an `error` too when the callee is missing or leaves. */
export type Answer =
  | { readonly kind: 'result'; readonly payload: Payload }
  | { readonly kind: 'error'; readonly error: Uri; readonly payload: Payload }
  | { readonly kind: 'late'; readonly timeoutMs: number }

/** Gets the answer and returns the effects that follow from it. Runs once. */
export type Answered = (answer: Answer) => Effect[]

/** An error answer that the router makes itself; `text` becomes its first argument. */
export const errorAnswer = (error: Uri, text: string): Answer => ({ kind: 'error', error, payload: Payload.of([text]) })

/** Converts an error answer to the WampError that code outside the realm expects. */
export function failureOf({ error, payload }: Extract<Answer, { kind: 'error' }>): WampError {
  const { args, kwargs } = payload.values()
  return new WampError(error, typeof args[0] === 'string' ? args[0] : error, { args, kwargs })
}
