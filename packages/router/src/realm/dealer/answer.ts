/** How a call that the router itself makes may end. */
import { Payload, WampError } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'

/** How a question ended. A callee that is not there, or goes away, answers an error like any other. */
export type Answer =
  | { readonly kind: 'result'; readonly payload: Payload }
  | { readonly kind: 'error'; readonly error: Uri; readonly payload: Payload }

/** What follows from an answer. Runs once, inside the realm. */
export type Answered = (answer: Answer) => Effect[]

export const errorAnswer = (error: Uri, text: string): Answer => ({ kind: 'error', error, payload: Payload.of([text]) })

/** The answer as code outside the realm wants it. */
export function failureOf({ error, payload }: Extract<Answer, { kind: 'error' }>): WampError {
  const { args, kwargs } = payload.values()
  return new WampError(error, typeof args[0] === 'string' ? args[0] : error, { args, kwargs })
}
