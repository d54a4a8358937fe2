/** The table of messages: the shape of each, by type code. */
import { ProtocolViolation } from './errors.ts'
import { describe } from './fields.ts'
import type { ClientMessage, Message, MessageKind, RouterMessage } from './message.ts'
import type { Payload } from './payload.ts'
import { readAbort } from './messages/abort.ts'
import { readCall, readResult } from './messages/call.ts'
import { readCancel, readInterrupt } from './messages/cancel.ts'
import { readAuthenticate, readChallenge } from './messages/challenge.ts'
import { readError } from './messages/error.ts'
import { readEvent, readEventReceived } from './messages/event.ts'
import { readGoodbye } from './messages/goodbye.ts'
import { readHello, readWelcome } from './messages/hello.ts'
import { readInvocation, readYield } from './messages/invocation.ts'
import { readPublish, readPublished } from './messages/publish.ts'
import { readRegister, readRegistered } from './messages/register.ts'
import { readSubscribe, readSubscribed } from './messages/subscribe.ts'
import { readUnregister, readUnregistered } from './messages/unregister.ts'
import { readUnsubscribe, readUnsubscribed } from './messages/unsubscribe.ts'

/** One row of the table: the type code, the number of elements, the sender, and how to read and write the message. */
export interface MessageShape {
  readonly code: number
  readonly kind: MessageKind
  /** The number of elements before the payload, including the type code. */
  readonly header: number
  /** The number of further, optional elements (trailing Options, details of a revocation). */
  readonly extra: 0 | 1
  readonly hasPayload: boolean
  /** The sender. */
  readonly from: 'client' | 'router' | 'both'
  read(header: readonly unknown[], payload: Payload): Message
}

const shape = (
  [code, kind, from]: readonly [number, MessageKind, MessageShape['from']],
  [header, tail]: readonly [number, ('payload' | 'extra' | 'nothing')?],
  read: MessageShape['read'],
): MessageShape => ({
  code,
  kind,
  from,
  header,
  extra: tail === 'extra' ? 1 : 0,
  hasPayload: tail === 'payload',
  read,
})

const shapes: readonly MessageShape[] = [
  shape([1, 'HELLO', 'client'], [3], readHello),
  shape([2, 'WELCOME', 'router'], [3], readWelcome),
  shape([3, 'ABORT', 'both'], [3, 'payload'], readAbort),
  shape([4, 'CHALLENGE', 'router'], [3], readChallenge),
  shape([5, 'AUTHENTICATE', 'client'], [3], readAuthenticate),
  shape([6, 'GOODBYE', 'both'], [3], readGoodbye),
  shape([8, 'ERROR', 'both'], [5, 'payload'], readError),
  shape([16, 'PUBLISH', 'client'], [4, 'payload'], readPublish),
  shape([17, 'PUBLISHED', 'router'], [3], readPublished),
  shape([32, 'SUBSCRIBE', 'client'], [4], readSubscribe),
  shape([33, 'SUBSCRIBED', 'router'], [3], readSubscribed),
  shape([34, 'UNSUBSCRIBE', 'client'], [3, 'extra'], readUnsubscribe),
  shape([35, 'UNSUBSCRIBED', 'router'], [2, 'extra'], readUnsubscribed),
  shape([36, 'EVENT', 'router'], [4, 'payload'], readEvent),
  shape([48, 'CALL', 'client'], [4, 'payload'], readCall),
  shape([49, 'CANCEL', 'client'], [3], readCancel),
  shape([50, 'RESULT', 'router'], [3, 'payload'], readResult),
  shape([64, 'REGISTER', 'client'], [4], readRegister),
  shape([65, 'REGISTERED', 'router'], [3], readRegistered),
  shape([66, 'UNREGISTER', 'client'], [3, 'extra'], readUnregister),
  shape([67, 'UNREGISTERED', 'router'], [2, 'extra'], readUnregistered),
  shape([68, 'INVOCATION', 'router'], [4, 'payload'], readInvocation),
  shape([69, 'INTERRUPT', 'router'], [3], readInterrupt),
  shape([70, 'YIELD', 'client'], [3, 'payload'], readYield),
  shape([337, 'EVENT_RECEIVED', 'client'], [2], readEventReceived),
]

const byCode: ReadonlyMap<number, MessageShape> = new Map(shapes.map((row) => [row.code, row]))
const byKind: ReadonlyMap<MessageKind, MessageShape> = new Map(shapes.map((row) => [row.kind, row]))

/**
 * The shape of the message with this type code.
 * @throws ProtocolViolation for a code that is not an integer or not a type code of WAMP.
 */
export function shapeOf(code: unknown): MessageShape {
  const found = typeof code === 'number' ? byCode.get(code) : undefined
  if (found === undefined)
    throw new ProtocolViolation(`a message must start with a known type code, not ${describe(code)}`)
  return found
}

/**
 * Checks the number of elements of a message.
 * @throws ProtocolViolation that names the message, its number of elements and the expected one.
 */
export function checkLength({ kind, header, extra, hasPayload }: MessageShape, length: number): void {
  const most = header + (hasPayload ? 2 : extra)
  if (length < header || length > most) {
    const range = header === most ? `${header}` : `${header} to ${most}`
    throw new ProtocolViolation(`${kind} must have ${range} elements, not ${length}`)
  }
}

/** The type code of a message kind, which an ERROR names as its request type. */
export const codeOf = (kind: MessageKind): number => byKind.get(kind)?.code ?? 0

/** True for a message that a client may send. Any other message from a client is a violation. */
export const isFromClient = (message: Message): message is ClientMessage => byKind.get(message.kind)?.from !== 'router'

/** True for a message that a router may send. */
export const isFromRouter = (message: Message): message is RouterMessage => byKind.get(message.kind)?.from !== 'client'
