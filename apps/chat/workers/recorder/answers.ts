/** The answers to posts. */
import { WampError } from '@wampeter/client'
import type { Verdict } from './outgoing.ts'

/** The answer to a post. `stored`: the history has it; otherwise it is kept until the history has it. */
export interface Posted {
  readonly id: string
  readonly at: number
  readonly stored: boolean
}

/** The author is not a member. */
export const noAccess = (): WampError =>
  new WampError('workshop.error.no_access', 'you are not a member of this thread')

/** The author has used the id for another text. */
export const reused = (id: string): WampError =>
  new WampError('workshop.error.id_reused', `you have used the id ${JSON.stringify(id)} for another text`)

/** The answer for a verdict, or the WampError that it throws. */
export function answerFor(verdict: Verdict, { id, at }: { id: string; at: number }): Posted {
  switch (verdict) {
    case 'stored':
    case 'known':
    case 'deleted':
      return { id, at, stored: true }
    case 'id_reused':
      throw reused(id)
    case 'no_access':
      throw noAccess()
    case 'refused':
      throw new WampError('wamp.error.invalid_argument', 'storage does not accept this message')
    default:
      throw new TypeError(`unexpected verdict: ${String(verdict satisfies never)}`)
  }
}

/** Undefined where the promise takes longer. It must not reject. */
export function orLate<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms)
    void promise.then((value) => {
      clearTimeout(timer)
      resolve(value)
    })
  })
}
