/**
 * WebSocket frames, made once for all receivers. They use memory from Node's pool, because allocation is the main cost.
 */
import { headerLength, OPCODE, writeFrameHeader } from '@wampeter/protocol'
import type { Framing } from '@wampeter/protocol'
import { jsonFrame } from './json-frame.ts'

/** The framing of WebSocket messages. */
export const websocketFraming: Framing = {
  name: 'websocket',
  jsonFrame,
  frame: (serialized) => (typeof serialized === 'string' ? textFrame(serialized) : frameOf(OPCODE.binary, serialized)),
  frameUtf8: (text) => frameOf(OPCODE.text, text),
}

function textFrame(text: string): Uint8Array {
  const length = Buffer.byteLength(text)
  const frame = Buffer.allocUnsafe(headerLength(length) + length)
  frame.write(text, writeFrameHeader(frame, OPCODE.text, length), 'utf8')
  return frame
}

function frameOf(opcode: number, bytes: Uint8Array): Uint8Array {
  const frame = Buffer.allocUnsafe(headerLength(bytes.length) + bytes.length)
  frame.set(bytes, writeFrameHeader(frame, opcode, bytes.length))
  return frame
}

/** A reason as a close frame may hold it: at most 123 bytes, and ASCII, so that none of its characters is cut. */
export const closeReason = (reason: string): string =>
  Buffer.from(reason)
    .subarray(0, 123)
    .toString('latin1')
    .replaceAll(/[^\x20-\x7e]/g, '?')
