/**
 * What MessagePack and CBOR have in common: a frame is scanned once, from end to end, before anything of it is used;
 * then its header is decoded, and its payload stays the bytes it came as.
 */
import { ProtocolViolation } from '../errors.ts'
import { headerOf, payloadOf } from '../message-header.ts'
import { checkLength, shapeOf } from '../message-table.ts'
import { Payload } from '../payload.ts'
import type { EncodedPayload } from '../payload.ts'
import type { Serializer } from './serializer.ts'
import { judgeTail, tailElements, tailValues } from './tail.ts'
import type { ElementKind, TailVerdict } from './tail.ts'

/** What a scan found: how many elements the list has, and where they start, as far as a message can be long. */
export interface Elements {
  readonly count: number
  /** The positions of the first elements; the last entry is where the one before it ends. */
  readonly starts: readonly number[]
}

/** More elements than any message has; where they are is not remembered. */
export const MOST_ELEMENTS = 8

/** What the two differ in. */
export interface BinaryFormat {
  readonly name: 'msgpack' | 'cbor'
  /** The byte that starts a list without elements. A list of up to 15 is this and its length, added. */
  readonly list: number
  /**
   * Checks the whole frame.
   * @throws ProtocolViolation unless it is exactly one list, well formed, with valid UTF-8, and not too deep.
   */
  scan(frame: Uint8Array): Elements
  /** What kind of value starts here, in a frame that has passed the scan. */
  kindAt(frame: Uint8Array, at: number): ElementKind
  /** The one value between two positions of a frame that has passed the scan. Throws nothing. */
  decode(frame: Uint8Array, start: number, end: number): unknown
  /** @throws TypeError for what nests too deep, as a cycle does. */
  encode(value: unknown, depth: number): Uint8Array
}

/** The serializer for a format. */
export function binarySerializer(format: BinaryFormat): Serializer {
  const encoded = (value: unknown, depth: number): Uint8Array => plain(format.encode(value, depth))

  const serializer: Serializer = {
    name: format.name,
    isBinary: true,

    read(data) {
      if (typeof data === 'string') {
        throw new ProtocolViolation(`a ${format.name} message must be bytes, not text`)
      }
      const frame = plain(data)
      const { count, starts } = format.scan(frame)
      const element = (index: number): unknown => format.decode(frame, starts[index] ?? 0, starts[index + 1] ?? 0)
      const shape = shapeOf(count === 0 ? undefined : element(0))
      checkLength(shape, count)
      const length = shape.hasPayload ? shape.header : count
      const header: unknown[] = [shape.code]
      for (let index = 1; index < length; index++) header.push(element(index))
      if (length === count) return shape.read(header, Payload.empty)
      const tail = starts.slice(length)
      const kinds = tail.slice(0, -1).map((at) => format.kindAt(frame, at))
      return shape.read(header, payloadIn(frame, judgeTail(shape, header, kinds), tail))
    },

    write(message) {
      const header = encoded(headerOf(message), 1)
      const payload = payloadOf(message)?.as(serializer)
      if (payload === undefined || payload.count === 0) return header
      const frame = joined(header, bytesOf(payload))
      frame[0] = (frame[0] ?? 0) + payload.count
      return frame
    },

    encodePayload(values) {
      const [first, second] = tailElements(values)
      if (first === undefined) return { data: '', count: 0 }
      const data = encoded(first, 2)
      if (second === undefined) return { data, count: 1 }
      return { data: joined(data, encoded(second, 2)), count: 2 }
    },

    decodePayload(encoded) {
      const list = joined(Uint8Array.of(format.list + encoded.count), bytesOf(encoded))
      const elements = format.decode(list, 0, list.length)
      return tailValues(Array.isArray(elements) ? elements : [])
    },
  }

  /** The bytes that go on, of the elements that start (and at last end) at the positions in `tail`. */
  function payloadIn(frame: Uint8Array, verdict: TailVerdict, tail: readonly number[]): Payload {
    const [start = 0, second = 0] = tail
    const end = tail.at(-1)
    switch (verdict) {
      case 'none':
        return Payload.empty
      case 'whole':
        return kept(frame.subarray(start, end), tail.length === 2 ? 1 : 2)
      case 'args':
        return kept(frame.subarray(start, second), 1)
      case 'kwargs':
        return kept(joined(Uint8Array.of(format.list), frame.subarray(second, end)), 2)
      default:
        throw new TypeError(`no such verdict: ${verdict satisfies never}`)
    }
  }

  const kept = (data: Uint8Array, count: EncodedPayload['count']): Payload =>
    Payload.encoded(serializer, { data, count })

  return serializer
}

/** Without Node's Buffer around it, whose `slice` does not copy, and which turns into something else in JSON. */
const plain = (data: Uint8Array): Uint8Array =>
  data.constructor === Uint8Array ? data : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

const NO_BYTES = new Uint8Array()

const bytesOf = ({ data }: EncodedPayload): Uint8Array => (typeof data === 'string' ? NO_BYTES : data)

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(first.length + second.length)
  bytes.set(first)
  bytes.set(second, first.length)
  return bytes
}
