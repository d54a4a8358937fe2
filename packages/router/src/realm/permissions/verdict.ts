/** The answers that an authorizer may give, and their meaning. Any other answer is a failure, and a failure denies. */
import { describe, isDict } from '@wampeter/protocol'
import type { Answer } from '../asking/question.ts'

/** An authorizer's judgement of one request, or the reason why there is none. */
export type Verdict = Judgement | { readonly kind: 'failed'; readonly why: string }

/** A valid answer. */
export interface Judgement {
  readonly kind: 'judged'
  readonly allow: boolean
  /** Shows the publisher or the caller to the receivers. */
  readonly disclose: boolean
  /** The answer may be cached for the same request of the same session. */
  readonly cache: boolean
}

const KEYS = ['allow', 'cache', 'disclose', 'validate']

/**
 * Reads `true`, `false`, or `{allow, cache?, disclose?}`. A `validate` other than null is refused: the feature is
 * missing.
 */
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
  if (validate !== null) return failed('it answered `validate`, which this router does not support')
  if (typeof allow !== 'boolean' || typeof disclose !== 'boolean' || typeof cache !== 'boolean')
    return failed('allow, disclose and cache must be booleans, and allow is required')
  return { kind: 'judged', allow, disclose, cache }
}

/** True for the error of an Autobahn-Python procedure that takes three arguments, as older Crossbar versions passed. */
export const wantsThreeArguments = (answer: Answer): boolean =>
  answer.kind === 'error' && text(answer).includes('takes exactly 4 arguments')

const failed = (why: string): Verdict => ({ kind: 'failed', why })

function text({ payload }: Exclude<Answer, { kind: 'late' }>): string {
  const [first] = payload.values().args
  return typeof first === 'string' ? `: ${first.slice(0, 200)}` : ''
}
