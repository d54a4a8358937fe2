/** What an authorizer may answer, and what it means. Anything else is a failure, and a failure denies. */
import { describe, isDict } from '@wampeter/protocol'
import type { Answer } from '../asking/question.ts'

/** An authorizer's word about one request, or why there is none. */
export type Verdict = Judgement | { readonly kind: 'failed'; readonly why: string }

/** An answer that was understood. */
export interface Judgement {
  readonly kind: 'judged'
  readonly allow: boolean
  /** Show the publisher or the caller to those who receive. */
  readonly disclose: boolean
  /** The same answer may serve the same request of the same session again. */
  readonly cache: boolean
}

const KEYS = ['allow', 'cache', 'disclose', 'validate']

/** Reads `true`, `false`, or `{allow, cache?, disclose?}`; a `validate` that is not null asks for what is not there. */
export function readVerdict(answer: Answer): Verdict {
  if (answer.kind === 'late') return failed(`it did not answer within ${answer.timeoutMs} ms`)
  if (answer.kind === 'error') return failed(`it answered ${answer.error}${text(answer)}`)
  const [value] = answer.payload.values().args
  if (typeof value === 'boolean') return { kind: 'judged', allow: value, disclose: false, cache: false }
  if (!isDict(value)) return failed(`it answered ${describe(value)}, not a boolean or {allow, disclose, cache}`)
  const stranger = Object.keys(value).find((key) => !KEYS.includes(key))
  if (stranger !== undefined)
    return failed(`it answered the key ${describe(stranger)}, which is not among ${KEYS.join(', ')}`)
  const { allow, disclose = false, cache = false, validate = null } = value
  if (validate !== null) return failed('it answered `validate`, which is not available on this router')
  if (typeof allow !== 'boolean' || typeof disclose !== 'boolean' || typeof cache !== 'boolean')
    return failed('allow, disclose and cache must be booleans, and allow must be there')
  return { kind: 'judged', allow, disclose, cache }
}

/** Autobahn-Python says so where a procedure was written for the three arguments of old. */
export const wantsThreeArguments = (answer: Answer): boolean =>
  answer.kind === 'error' && text(answer).includes('takes exactly 4 arguments')

const failed = (why: string): Verdict => ({ kind: 'failed', why })

function text({ payload }: Exclude<Answer, { kind: 'late' }>): string {
  const [first] = payload.values().args
  return typeof first === 'string' ? `: ${first.slice(0, 200)}` : ''
}
