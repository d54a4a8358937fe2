/**
 * WebSocket frames of the most frequent messages in JSON, written straight into the memory of the frame. A text in
 * between would be joined from parts, measured, and copied: a tenth of the work that an event takes.
 */
import { EMPTY_DICT, encodedFor, headerLength, json, OPCODE, PROGRESS_DICT, writeFrameHeader } from '@wampeter/protocol'
import type { Dict, Id, Message, Payload } from '@wampeter/protocol'

/** As large as Node's own pool. Frames share it, as they share that pool. */
const MEMORY_BYTES = 64 * 1024
/** A longer payload takes the ordinary way, so that little memory is left unused at the end. */
const LONGEST = 2 * 1024
/** The longest header in front of a payload: that of the frame, the type code, two ids, dictionary and commas. */
const HEAD_BYTES = 64
/** The most bytes that a character of a string takes in UTF-8. */
const PER_CHARACTER = 3
/** The most bytes of the header of such a frame. */
const FRAME_HEADER = headerLength(PER_CHARACTER * LONGEST + HEAD_BYTES)

let memory = Buffer.allocUnsafeSlow(MEMORY_BYTES)
/** The position of the next free byte. */
let at = 0

/** The frame of a message; undefined for those that take the ordinary way. */
export function jsonFrame(message: Message): Uint8Array | undefined {
  switch (message.kind) {
    case 'EVENT':
      return isPlain(message) ? frame(writeHead(EVENT, message.subscription, message.publication), message) : undefined
    case 'INVOCATION':
      return isPlain(message) ? frame(writeHead(INVOCATION, message.request, message.registration), message) : undefined
    case 'RESULT':
      return isPlain(message) ? frame(writeHead(RESULT, message.request), message) : undefined
    default:
      return undefined
  }
}

interface WithPayload {
  readonly details: Dict
  readonly payload: Payload
}

/** True for a message that is written here. Makes room for it. */
function isPlain({ details, payload }: WithPayload): boolean {
  if (details !== EMPTY_DICT && details !== PROGRESS_DICT) return false
  const { length } = encodedFor(payload, json).data
  if (length > LONGEST) return false
  if (memory.length - at < HEAD_BYTES + PER_CHARACTER * length) {
    memory = Buffer.allocUnsafeSlow(MEMORY_BYTES)
    at = 0
  }
  return true
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const EVENT = bytesOf('[36,')
const INVOCATION = bytesOf('[68,')
const RESULT = bytesOf('[50,')
const PROGRESS = bytesOf('"progress":true')
const COMMA = 0x2c
const OPEN_DICT = 0x7b
const CLOSE_DICT = 0x7d
const CLOSE_LIST = 0x5d

/** Writes type code and ids, and leaves room for the header of the frame. Returns the end. */
function writeHead(code: Uint8Array, first: Id, second?: Id): number {
  let end = at + FRAME_HEADER
  for (const byte of code) memory[end++] = byte
  end = writeId(first, end)
  if (second === undefined) return end
  memory[end++] = COMMA
  return writeId(second, end)
}

/** Writes the rest, and the header of the frame in front. */
function frame(head: number, { details, payload }: WithPayload): Uint8Array {
  const start = at + FRAME_HEADER
  const { data, count } = encodedFor(payload, json)
  let end = head
  memory[end++] = COMMA
  memory[end++] = OPEN_DICT
  if (details === PROGRESS_DICT) for (const byte of PROGRESS) memory[end++] = byte
  memory[end++] = CLOSE_DICT
  if (count > 0) {
    memory[end++] = COMMA
    end += memory.write(String(data), end, 'utf8')
  }
  memory[end++] = CLOSE_LIST
  at = end
  const framed = memory.subarray(start - headerLength(end - start), end)
  writeFrameHeader(framed, OPCODE.text, end - start)
  return framed
}

const HALF = 1e8
const HALF_DIGITS = 8

/** Writes an id in decimal digits. Two halves, because integers of 32 bits are several times as fast to divide. */
function writeId(id: Id, start: number): number {
  if (id < HALF) return writeDigits(id, start, digitsOf(id))
  const upper = Math.floor(id / HALF)
  return writeDigits(id - upper * HALF, writeDigits(upper, start, digitsOf(upper)), HALF_DIGITS)
}

function writeDigits(value: number, start: number, count: number): number {
  let left = value | 0
  for (let place = start + count - 1; place >= start; place--) {
    const rest = (left / 10) | 0
    memory[place] = 0x30 + left - rest * 10
    left = rest
  }
  return start + count
}

/** The number of decimal digits of a number below 10^8. */
function digitsOf(value: number): number {
  let count = 1
  for (let limit = 10; value >= limit; limit *= 10) count++
  return count
}
