/** Reads one frame of a message to the storage service: the reference's form, or the recorder's. */
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
  | { readonly kind: 'unstorable'; readonly reason: string; readonly sender: Sender | undefined }
  /** It is no message. */
  | { readonly kind: 'malformed'; readonly reason: string; readonly sender: Sender | undefined }

/** What a message gets where its sender gave nothing. */
export interface Given {
  readonly id: string
  readonly now: number
}

const PREFIX = 'workshop.chat.'
const PERMALINK = /^[a-z0-9-]{1,200}$/

export function readFrame(text: string, given: Given): Frame {
  const value = parsed(text)
  if (value === undefined) return { kind: 'malformed', reason: 'it is no JSON object', sender: undefined }
  const sender = senderOf(value)
  const { gap, user, thread, message } = value
  if (gap !== undefined) return readGap(gap, sender?.id ?? given.id, sender)
  if (!isText(user) || !isText(thread) || !isText(message))
    return { kind: 'malformed', reason: 'user, thread and message must be texts that are not empty', sender }
  const permalink = thread.startsWith(PREFIX) ? thread.slice(PREFIX.length) : thread
  if (!PERMALINK.test(permalink)) return { kind: 'unstorable', reason: 'the thread is no permalink', sender }
  if (Buffer.byteLength(message) > LIMITS.messageBytes)
    return { kind: 'unstorable', reason: `the text has more than ${LIMITS.messageBytes} bytes`, sender }
  const { id = given.id, at = given.now } = value
  if (!isText(id) || id.length > LIMITS.idCharacters)
    return { kind: 'unstorable', reason: `the id must be a text of 1 to ${LIMITS.idCharacters} characters`, sender }
  if (!isTime(at)) return { kind: 'unstorable', reason: 'the time must be in milliseconds since 1970', sender }
  return { kind: 'message', message: { id, thread: permalink, author: user, text: message.toWellFormed(), at }, sender }
}

function readGap(gap: unknown, id: string, sender: Sender | undefined): Frame {
  const { from, to } = (typeof gap === 'object' && gap !== null ? gap : {}) as { from?: unknown; to?: unknown }
  return isTime(from) && isTime(to) && from <= to
    ? { kind: 'gap', id, from, to, sender }
    : { kind: 'malformed', reason: 'a gap must have from and to', sender }
}

function senderOf({ id, thread, user }: Readonly<Record<string, unknown>>): Sender | undefined {
  if (!isText(id)) return undefined
  return isText(thread) && isText(user) ? { id, thread, user } : { id }
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Up to the year 2200. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 7_258_118_400_000
