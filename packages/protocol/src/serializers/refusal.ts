/** Makes the refusal of a message that exceeds a limit, with the data that can be read without decoding it. */
import { asId } from '../fields.ts'
import { MessageRefused } from '../message-refused.ts'
import { shapeOf } from '../message-table.ts'
import type { MessageShape } from '../message-table.ts'
import type { MessageKind } from '../message.ts'
import type { ReadMeter } from './read-meter.ts'
import { scales, tare } from './scales.ts'

/** More than the weight of any message, and still a small integer of V8. */
const UNLIMITED = 2 ** 30

/**
 * Reads single elements of a message, whatever the size of the others. Both methods throw ProtocolViolation for
 * malformed data.
 */
export interface Glimpse {
  /** The element with this index if it is a number; undefined otherwise. */
  number(index: number): unknown
  /** True when the element with this index is a dictionary in which this key is true. */
  isTrue(index: number, key: string): boolean
}

/** Makes the refusal of a message that weighs more than the meter allows. The caller throws it. */
export function overweight(glimpse: Glimpse, meter: ReadMeter): MessageRefused {
  meter.spent = meter.weight
  return refusal(
    glimpse,
    (kind) =>
      `${kind} holds too many values: it weighs more than ${meter.weight}, where a number weighs 1 (a float, or in JSON, 2), a short text 2, a list 6 ` +
      'and a dictionary 9. Send it as several messages',
  )
}

/**
 * Checks the values before the payload, after the scan.
 * @param count The number of elements of the message.
 * @throws MessageRefused when there are too many values before the payload.
 * @throws ProtocolViolation when the message has no type code.
 */
export function checkHeader(glimpse: Glimpse, count: number, meter: ReadMeter): void {
  tare(UNLIMITED)
  const { header, hasPayload } = shapeOf(glimpse.number(0))
  const last = Math.min(hasPayload ? header : count, count, scales.valuesBefore.length - 1)
  if ((scales.valuesBefore[last] ?? 0) <= meter.headerValues) return
  throw refusal(
    glimpse,
    (kind) =>
      `${kind} holds more than ${meter.headerValues} values in its Options or Details, which is the limit (header_values)`,
  )
}

function refusal(glimpse: Glimpse, textOf: (kind: MessageKind) => string): MessageRefused {
  tare(UNLIMITED)
  const shape = shapeOf(glimpse.number(0))
  const { kind, code } = shape
  const request = requestOf(shape, glimpse)
  const isAcknowledged = kind === 'PUBLISH' && glimpse.isTrue(2, 'acknowledge')
  const hasMoreParts = kind === 'CALL' && glimpse.isTrue(2, 'progress')
  return new MessageRefused({ kind, code, request, isAcknowledged, hasMoreParts }, textOf(kind))
}

/** The index of the request id. Messages that are not listed have none. */
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
