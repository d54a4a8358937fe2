/** What values and messages take in memory while they are kept. */
import { headerOf, Payload, payloadOf, payloadSize } from '@wampeter/protocol'
import type { Message } from '@wampeter/protocol'

/** Counted beside header and payload for what a message costs by itself. */
const MESSAGE_BYTES = 500

/** About what a message that is kept takes, in bytes. */
export const weightOfMessage = (message: Message): number =>
  MESSAGE_BYTES + weightOfPayload(payloadOf(message) ?? Payload.empty) + weightOf(headerOf(message))

/** The bytes that it was read from; where it was made from values, about what those take. */
export function weightOfPayload(payload: Payload): number {
  if (payload.codec !== undefined || payload === Payload.empty) return payloadSize(payload)
  const { args, kwargs } = payload.values()
  return weightOf(args) + weightOf(kwargs)
}

/** About what a value takes, in bytes: 16 for each part of it, 40 more for a list or dictionary, and its texts. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return 16 + 2 * value.length
  if (value instanceof Uint8Array) return 16 + value.length
  if (typeof value !== 'object' || value === null) return 16
  let sum = 56
  if (Array.isArray(value)) for (const part of value) sum += weightOf(part)
  else for (const [key, part] of Object.entries(value)) sum += 2 * key.length + weightOf(part)
  return sum
}
