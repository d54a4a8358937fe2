/**
 * Several messages in one WebSocket message (*Message Batching*). Each JSON message is followed by 0x1E; each binary
 * one is preceded by a 32-bit big-endian length. Autobahn-Python and Crossbar end JSON messages with 0x18 instead,
 * because of a wrong octal escape. Neither character can occur inside JSON, so both are read.
 */
import { ProtocolViolation } from '../errors.ts'

/** The specification's separator, and the one that Autobahn-Python sends and expects. */
export const SEPARATOR = { standard: '\u001e', autobahn: '\u0018' } as const

const separators = /[\u0018\u001e]/

/** A text batch of one message. */
export const joinText = (message: string, separator: string): string => message + separator

/** True when the peer uses Autobahn-Python's separator. Answers must then use it, too. */
export const usesAutobahnSeparator = (batch: string): boolean => batch.endsWith(SEPARATOR.autobahn)

/**
 * The messages of a text batch, in order.
 * @throws ProtocolViolation for a batch without messages, or whose last message has no separator.
 */
export function splitText(batch: string): readonly string[] {
  const messages = batch.split(separators)
  if (messages.pop() !== '') throw new ProtocolViolation('a batch of JSON messages must end with the separator 0x1E')
  if (messages.length === 0 || messages.includes(''))
    throw new ProtocolViolation('a batch must not be empty, nor hold an empty message')
  return messages
}

/** A binary batch of one message: its length, then the message. */
export function joinBytes(message: Uint8Array): Uint8Array {
  const batch = new Uint8Array(4 + message.length)
  new DataView(batch.buffer).setUint32(0, message.length)
  batch.set(message, 4)
  return batch
}

/**
 * The messages of a binary batch, in order, as views of it.
 * @throws ProtocolViolation for a batch without messages, or with inconsistent lengths.
 */
export function splitBytes(batch: Uint8Array): readonly Uint8Array[] {
  const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength)
  const messages: Uint8Array[] = []
  let at = 0
  while (at < batch.length) {
    const length = at + 4 <= batch.length ? view.getUint32(at) : Infinity
    if (at + 4 + length > batch.length) throw new ProtocolViolation('a batch ends in the middle of a message')
    messages.push(batch.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  if (messages.length === 0) throw new ProtocolViolation('a batch must not be empty')
  return messages
}
