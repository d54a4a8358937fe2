/** Estimates the memory that kept values and messages take. */
import { headerOf, Payload, payloadOf, payloadSize } from '@wampeter/protocol'
import type { Message } from '@wampeter/protocol'

/** Estimated bytes that a message takes in addition to its header and payload. */
const MESSAGE_BYTES = 500

/** Estimated bytes of a message that is kept. */
export const weightOfMessage = (message: Message): number =>
  MESSAGE_BYTES + weightOfPayload(payloadOf(message) ?? Payload.empty) + weightOf(headerOf(message))

/** The bytes that a payload was read from. For a payload made from values, an estimate. */
export function weightOfPayload(payload: Payload): number {
  if (payload.codec !== undefined || payload === Payload.empty) return payloadSize(payload)
  const { args, kwargs } = payload.values()
  return weightOf(args) + weightOf(kwargs)
}

/** Estimated bytes of a value: 16 for each part, 40 more for a list or dictionary, 2 for each character. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return 16 + 2 * value.length
  if (value instanceof Uint8Array) return 16 + value.length
  if (typeof value !== 'object' || value === null) return 16
  let sum = 56
  if (Array.isArray(value)) for (const part of value) sum += weightOf(part)
  else for (const [key, part] of Object.entries(value)) sum += 2 * key.length + weightOf(part)
  return sum
}
