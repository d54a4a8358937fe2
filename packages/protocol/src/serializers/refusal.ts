/** Refuses a message that is too heavy, with what can be learnt of it without decoding it. */
import { asId } from '../fields.ts'
import { MessageRefused } from '../message-refused.ts'
import { shapeOf } from '../message-table.ts'
import type { MessageShape } from '../message-table.ts'
import type { MessageKind } from '../message.ts'
import type { ReadMeter } from './read-meter.ts'
import { scales, tare } from './scales.ts'

/** More than any message weighs, and still an integer that V8 keeps without a box. */
const UNLIMITED = 2 ** 30

/** Looks at single elements of a message, however large the others are. Both throw ProtocolViolation for what is not well formed. */
export interface Glimpse {
  /** The element with this index where it is a number, undefined for all else. */
  number(index: number): unknown
  /** Is this key true in the dictionary that is the element with this index? */
  isTrue(index: number, key: string): boolean
}

/** The refusal of a message that weighs more than `meter` allows; to be thrown. */
export function overweight(glimpse: Glimpse, meter: ReadMeter): MessageRefused {
  meter.spent = meter.weight
  return refusal(
    glimpse,
    (kind) =>
      `${kind} holds too many values: it weighs more than ${meter.weight}, where a number weighs 1, a short text 2, a list 6 ` +
      'and a dictionary 9. Send it as several messages',
  )
}

/**
 * Ends weighing, when the scan is through.
 * @param count How many elements the message has.
 * @throws MessageRefused when too many values stand before the payload.
 * @throws ProtocolViolation where it has no type code.
 */
export function checkHeader(glimpse: Glimpse, count: number, meter: ReadMeter): void {
  tare(UNLIMITED)
  const { header, hasPayload } = shapeOf(glimpse.number(0))
  const last = Math.min(hasPayload ? header : count, count, scales.valuesBefore.length - 1)
  if ((scales.valuesBefore[last] ?? 0) <= meter.headerValues) return
  throw refusal(
    glimpse,
    (kind) => `${kind} holds more than ${meter.headerValues} values in its Options or Details, which is the limit`,
  )
}

function refusal(glimpse: Glimpse, textOf: (kind: MessageKind) => string): MessageRefused {
  tare(UNLIMITED)
  const shape = shapeOf(glimpse.number(0))
  const { kind, code } = shape
  const request = requestOf(shape, glimpse)
  const isAcknowledged = kind === 'PUBLISH' && glimpse.isTrue(2, 'acknowledge')
  return new MessageRefused({ kind, code, request, isAcknowledged }, textOf(kind))
}

/** Which element is the request id. Every other message has none. */
const REQUEST_AT: { readonly [Kind in MessageKind]?: 1 | 2 } = {
  ERROR: 2,
  PUBLISH: 1,
  PUBLISHED: 1,
  SUBSCRIBE: 1,
  SUBSCRIBED: 1,
  UNSUBSCRIBE: 1,
  CALL: 1,
  CANCEL: 1,
  RESULT: 1,
  REGISTER: 1,
  REGISTERED: 1,
  UNREGISTER: 1,
  INVOCATION: 1,
  INTERRUPT: 1,
  YIELD: 1,
}

function requestOf({ kind }: MessageShape, glimpse: Glimpse): number | undefined {
  const index = REQUEST_AT[kind]
  return index === undefined ? undefined : asId(glimpse.number(index), `${kind}.Request`)
}
