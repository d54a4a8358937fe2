/** The arguments of `workshop.chat.post(thread, id, text)`. */
import { WampError } from '@wampeter/client'
import { LIMITS } from '../../settings/limits.ts'
import { permalinkOf } from '../shared/thread.ts'

export interface Post {
  /** A permalink. */
  readonly thread: string
  readonly id: string
  readonly text: string
}

/** @throws WampError `wamp.error.invalid_argument` that names the argument. */
export function readPost([thread, id, text]: readonly unknown[]): Post {
  const permalink = permalinkOf(thread)
  if (permalink === undefined) throw invalid('thread must be a permalink or a URI that begins with workshop.chat.')
  if (typeof id !== 'string' || !isId(id))
    throw invalid(`id must be a text of 1 to ${LIMITS.idCharacters} characters without control characters`)
  if (typeof text !== 'string' || text === '') throw invalid('text must be a text with at least one character')
  if (!isShortEnough(text)) throw invalid(`text must have at most ${LIMITS.messageBytes} bytes`)
  return { thread: permalink, id, text: text.toWellFormed() }
}

/** Whether a text fits into the history. */
export const isShortEnough = (text: string): boolean => Buffer.byteLength(text) <= LIMITS.messageBytes

const isId = (id: string): boolean =>
  id.length > 0 && id.length <= LIMITS.idCharacters && id.isWellFormed() && !/\p{Cc}/u.test(id)

const invalid = (message: string): WampError => new WampError('wamp.error.invalid_argument', message)
