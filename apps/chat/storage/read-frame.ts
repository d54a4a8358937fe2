/** Reads one ZeroMQ frame to the storage service: the reference's form, the recorder's, or a list of them. */
import type { IncomingMessage } from '../data/contract.ts'
import { LIMITS } from '../settings/limits.ts'

/** Names an entry in a confirmation, as its sender did. */
export interface Sender {
  readonly id: string
  readonly thread?: string
  readonly user?: string
}

/** A time in which messages may be missing. */
export interface GapFrame {
  readonly kind: 'gap'
  readonly id: string
  readonly from: number
  readonly to: number
  readonly sender: Sender | undefined
}

/** `sender` is undefined where nobody waits for a confirmation. */
export type Frame =
  | { readonly kind: 'message'; readonly message: IncomingMessage; readonly sender: Sender | undefined }
  | GapFrame
  /** It is a message, but can never be stored. */
  | {
      readonly kind: 'unstorable'
      readonly reason: string
      readonly body: string
      readonly sender: Sender | undefined
    }
  /** It is no message. */
  | { readonly kind: 'malformed'; readonly reason: string; readonly sender: Sender | undefined }

/** What a message gets where its sender gave nothing. */
export interface Given {
  readonly id: string
  readonly now: number
}

/** A longer list is no list of the recorder: it is dropped as a whole. */
const LONGEST_LIST = 1_000
const PREFIX = 'workshop.chat.'
const PERMALINK = /^[a-z0-9-]{1,200}$/

/** What a text holds: one entry, or those of a list. `given` is asked only where something is missing. */
export function readFrames(text: string, given: () => Given): readonly Frame[] {
  const value = parsed(text)
  if (!Array.isArray(value)) return [readFrame(value, given)]
  if (value.length > 0 && value.length <= LONGEST_LIST) return value.map((one) => readFrame(one, given))
  return [malformed(`a list must have 1 to ${LONGEST_LIST} entries`, undefined)]
}

function readFrame(value: unknown, given: () => Given): Frame {
  if (!isObject(value)) return malformed('it is no JSON object', undefined)
  const sender = senderOf(value)
  const { gap, user, thread, message } = value
  if (gap !== undefined) return readGap(gap, sender?.id ?? given().id, sender)
  if (!isText(user) || !isText(thread) || !isText(message))
    return malformed('user, thread and message must be texts that are not empty', sender)
  const unstorable = (reason: string): Frame => ({ kind: 'unstorable', reason, body: JSON.stringify(value), sender })
  const permalink = thread.startsWith(PREFIX) ? thread.slice(PREFIX.length) : thread
  if (!PERMALINK.test(permalink)) return unstorable('the thread is no permalink')
  if (Buffer.byteLength(message) > LIMITS.messageBytes)
    return unstorable(`the text has more than ${LIMITS.messageBytes} bytes`)
  const { id = given().id, at = given().now } = value
  if (!isText(id) || id.length > LIMITS.idCharacters)
    return unstorable(`the id must be a text of 1 to ${LIMITS.idCharacters} characters`)
  if (!isTime(at)) return unstorable('the time must be in milliseconds since 1970')
  return { kind: 'message', message: { id, thread: permalink, author: user, text: message.toWellFormed(), at }, sender }
}

const malformed = (reason: string, sender: Sender | undefined): Frame => ({ kind: 'malformed', reason, sender })

function readGap(gap: unknown, id: string, sender: Sender | undefined): Frame {
  const { from, to } = (typeof gap === 'object' && gap !== null ? gap : {}) as { from?: unknown; to?: unknown }
  return isTime(from) && isTime(to) && from <= to
    ? { kind: 'gap', id, from, to, sender }
    : malformed('a gap must have from and to', sender)
}

function senderOf({ id, thread, user }: Readonly<Record<string, unknown>>): Sender | undefined {
  if (!isText(id)) return undefined
  return isText(thread) && isText(user) ? { id, thread, user } : { id }
}

/** Undefined for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Up to the year 2200. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 7_258_118_400_000
