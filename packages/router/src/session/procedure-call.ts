/** Calls of the router to a procedure of a realm, as promises. */
import type { PayloadValues, Uri } from '@wampeter/protocol'
import { failureOf } from '../realm/asking/question.ts'
import type { Answer } from '../realm/asking/question.ts'
import type { PendingCall } from '../realm/peer.ts'
import type { Realm } from '../realm/realm.ts'
import type { Delivery } from './deliver.ts'

/** A call of the router. */
export interface ProcedureCall {
  readonly uri: Uri
  readonly args: readonly unknown[]
  /** Milliseconds that the callee has for its answer. */
  readonly timeoutMs: number
}

/** The callee did not answer in time. */
export class AnswerLate extends Error {
  override readonly name: string = 'AnswerLate'

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`)
  }
}

/**
 * Calls a procedure and resolves with its result. The callee sees a caller with the role `trusted`.
 * Rejects with a WampError for an error, with {@link AnswerLate} after the timeout, and with the signal's reason when
 * it is aborted.
 */
export function callProcedure(
  { realm, delivery }: { readonly realm: Realm; readonly delivery: Delivery },
  { uri, args, timeoutMs }: ProcedureCall,
  signal: AbortSignal,
): Promise<PayloadValues> {
  return new Promise((resolve, reject) => {
    let question: PendingCall | undefined
    const giveUp = (): void => {
      if (question !== undefined) delivery.apply(realm.abandon(question))
      reject(signal.reason)
    }
    const answered = (answer: Answer): [] => {
      signal.removeEventListener('abort', giveUp)
      if (answer.kind === 'error') reject(failureOf(answer))
      else if (answer.kind === 'late') reject(new AnswerLate(answer.timeoutMs))
      else resolve(detachedValues(answer))
      return []
    }
    if (signal.aborted) return reject(signal.reason)
    signal.addEventListener('abort', giveUp)
    delivery.apply(realm.ask({ procedure: uri, args, timeoutMs, answered }, (asked) => (question = asked)))
  })
}

/** Decodes the result at once, because the bytes of the frame are valid only in this turn. */
const detachedValues = ({ payload }: Extract<Answer, { kind: 'result' }>): PayloadValues => payload.values()
