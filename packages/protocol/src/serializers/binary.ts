/**
 * The common part of MessagePack and CBOR. A frame is scanned once, from end to end, before any of it is used. Then its
 * header is decoded; its payload stays encoded.
 */
import { encodedFor, encodedPayload } from '../encoded-payload.ts'
import { ProtocolViolation } from '../errors.ts'
import { headerOf, payloadOf } from '../message-header.ts'
import { checkLength, shapeOf } from '../message-table.ts'
import { Payload } from '../payload.ts'
import type { EncodedPayload } from '../payload.ts'
import type { TextWriter } from './text-writer.ts'
import type { PassSink } from './wire-sink.ts'
import { Pens } from './pens.ts'
import { ReadMeter } from './read-meter.ts'
import { checkHeader, overweight } from './refusal.ts'
import type { Glimpse } from './refusal.ts'
import { OVERWEIGHT, scales, tare } from './scales.ts'
import type { Serializer } from './serializer.ts'
import { judgeTail, tailElements, tailValues } from './tail.ts'
import type { ElementKind, TailVerdict } from './tail.ts'
import { writeWire } from './wire-values.ts'

/** The result of a scan: the number of elements, and the positions of the first ones. */
export interface Elements {
  readonly count: number
  /** The positions of the first elements. After the last of them comes its end. */
  readonly starts: readonly number[]
}

/** The differences between the two formats. */
export interface BinaryFormat {
  readonly name: 'msgpack' | 'cbor'
  /** The byte of an empty list. A list of up to 15 elements starts with the sum of this byte and its length. */
  readonly list: number
  /** The byte of an empty dictionary. */
  readonly dict: number
  /**
   * Checks the whole frame, or its first `most` elements, and weighs it.
   * @throws ProtocolViolation unless it is exactly one well-formed list, with valid UTF-8, and not nested too deep.
   * @throws OVERWEIGHT when its weight exceeds the budget of the scales.
   */
  scan(frame: Uint8Array, most?: number): Elements
  /** The kind of the value at a position of a scanned frame. */
  kindAt(frame: Uint8Array, at: number): ElementKind
  /** True when a dictionary starts here in which this key is true. Checks the keys only; the frame may be malformed. */
  isTrueIn(frame: Uint8Array, at: number, key: string): boolean
  /** Decodes the value at a position of a scanned frame. Throws nothing. */
  decode(frame: Uint8Array, start: number): unknown
  /** Passes the value at a position of a scanned frame to another format. Returns the position after it. */
  pass(frame: Uint8Array, start: number, sink: PassSink): number
  sink(out: TextWriter): PassSink
}

/** Makes the serializer of a format. */
export function binarySerializer(format: BinaryFormat): Serializer {
  const pens = new Pens((out) => format.sink(out))

  const serializer: Serializer = {
    name: format.name,
    isBinary: true,

    read(data, meter = DEFAULT_METER) {
      if (typeof data === 'string') {
        throw new ProtocolViolation(`a ${format.name} message must be bytes, not text`)
      }
      const frame = plain(data)
      const { count, starts } = weighed(frame, meter)
      const element = (index: number): unknown => format.decode(frame, starts[index] ?? 0)
      const shape = shapeOf(count === 0 ? undefined : element(0))
      checkLength(shape, count)
      const length = shape.hasPayload ? shape.header : count
      const header = new Array<unknown>(length)
      header[0] = shape.code
      for (let index = 1; index < length; index++) header[index] = element(index)
      if (length === count) return shape.read(header, Payload.empty)
      const tail = starts.slice(length, count + 1)
      const kinds = tail.slice(0, -1).map((at) => format.kindAt(frame, at))
      return shape.read(header, payloadIn(frame, judgeTail(shape, header, kinds), tail))
    },

    write(message) {
      const header = headerOf(message)
      const given = payloadOf(message)
      const payload = given && encodedFor(given, serializer)
      return pens.write((sink, out) => {
        sink.list(header.length + (payload?.count ?? 0))
        for (const element of header) writeWire(element, sink, 2)
        if (payload !== undefined) out.append(bytesOf(payload))
      })
    },

    encodePayload(values) {
      const elements = tailElements(values)
      if (elements.length === 0) return { data: '', count: 0 }
      const data = pens.write((sink) => {
        for (const element of elements) writeWire(element, sink, 2)
      })
      return { data, count: elements.length === 1 ? 1 : 2 }
    },

    decodePayload(encoded) {
      const list = joined(Uint8Array.of(format.list + encoded.count), bytesOf(encoded))
      const elements = format.decode(list, 0)
      return tailValues(Array.isArray(elements) ? elements : [])
    },

    passPayload(encoded, sink) {
      const frame = bytesOf(encoded)
      const kwargs = format.pass(frame, 0, sink)
      if (encoded.count === 1 || frame[kwargs] === format.dict) {
        return format.kindAt(frame, 0) === 'empty list' ? 0 : 1
      }
      sink.next()
      format.pass(frame, kwargs, sink)
      return 2
    },

    convertPayload(from, encoded) {
      const { passPayload } = from
      if (passPayload === undefined) return undefined
      let count: EncodedPayload['count'] = 0
      const data = pens.write((sink) => void (count = passPayload(encoded, sink)))
      return { data: count === 0 ? NO_BYTES : data, count }
    },
  }

  /** Scans and weighs a frame. */
  function weighed(frame: Uint8Array, meter: ReadMeter): Elements {
    tare(meter.weight)
    try {
      const elements = format.scan(frame)
      meter.spent = meter.weight - scales.left
      if (scales.values > meter.headerValues) checkHeader(glimpseOf(frame), elements.count, meter)
      return elements
    } catch (error) {
      throw error === OVERWEIGHT ? overweight(glimpseOf(frame), meter) : error
    }
  }

  const glimpseOf = (frame: Uint8Array): Glimpse => ({
    number(index) {
      const [start = 0, end = 0] = format.scan(frame, index + 1).starts.slice(index)
      return end - start <= LONGEST_NUMBER ? format.decode(frame, start) : undefined
    },
    isTrue(index, key) {
      const { count, starts } = format.scan(frame, index)
      return index <= count && format.isTrueIn(frame, starts[index] ?? 0, key)
    },
  })

  /** The payload, from the elements at the positions in `tail`. The last position is the end. */
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
        throw new TypeError(`unknown verdict: ${verdict satisfies never}`)
    }
  }

  const kept = (data: Uint8Array, count: EncodedPayload['count']): Payload =>
    encodedPayload(serializer, { data, count })

  return serializer
}

/** The bytes of the longest number. */
const LONGEST_NUMBER = 9

/** The meter for callers that give none. */
const DEFAULT_METER = new ReadMeter()

/**
 * The same bytes as a plain Uint8Array. Node's Buffer has another `slice`, which does not copy, and another JSON form.
 */
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
