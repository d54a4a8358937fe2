/**
 * What MessagePack and CBOR have in common: a frame is scanned once, from end to end, before anything of it is used;
 * then its header is decoded, and its payload stays the bytes it came as.
 */
import { ProtocolViolation } from '../errors.ts'
import { headerOf, payloadOf } from '../message-header.ts'
import { checkLength, shapeOf } from '../message-table.ts'
import { Payload } from '../payload.ts'
import type { EncodedPayload } from '../payload.ts'
import { ByteWriter } from './byte-writer.ts'
import { ReadMeter } from './read-meter.ts'
import { checkHeader, overweight } from './refusal.ts'
import type { Glimpse } from './refusal.ts'
import { OVERWEIGHT, scales, tare } from './scales.ts'
import type { Serializer } from './serializer.ts'
import { judgeTail, tailElements, tailValues } from './tail.ts'
import type { ElementKind, TailVerdict } from './tail.ts'
import { writeWire } from './wire-values.ts'
import type { WireSink } from './wire-values.ts'

/** What a scan found: how many elements the list has, and where they start, as far as a message can be long. */
export interface Elements {
  readonly count: number
  /** The positions of the first elements; the last entry is where the one before it ends. */
  readonly starts: readonly number[]
}

/** What the two differ in. */
export interface BinaryFormat {
  readonly name: 'msgpack' | 'cbor'
  /** The byte that starts a list without elements. A list of up to 15 is this and its length, added. */
  readonly list: number
  /**
   * Checks the whole frame, or its first `most` elements, and weighs it.
   * @throws ProtocolViolation unless it is exactly one list, well formed, with valid UTF-8, and not too deep.
   * @throws OVERWEIGHT when it is too heavy for the scales.
   */
  scan(frame: Uint8Array, most?: number): Elements
  /** What kind of value starts here, in a frame that has passed the scan. */
  kindAt(frame: Uint8Array, at: number): ElementKind
  /** Does a dictionary start here in which this key is true? Looks at keys alone, in a frame that may not be sound. */
  isTrueIn(frame: Uint8Array, at: number, key: string): boolean
  /** The one value that starts at a position of a frame that has passed the scan. Throws nothing. */
  decode(frame: Uint8Array, start: number): unknown
  sink(out: ByteWriter): WireSink
}

/** The serializer for a format. */
export function binarySerializer(format: BinaryFormat): Serializer {
  const pens = new Pens(format)

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
      const header: unknown[] = [shape.code]
      for (let index = 1; index < length; index++) header.push(element(index))
      if (length === count) return shape.read(header, Payload.empty)
      const tail = starts.slice(length)
      const kinds = tail.slice(0, -1).map((at) => format.kindAt(frame, at))
      return shape.read(header, payloadIn(frame, judgeTail(shape, header, kinds), tail))
    },

    write(message) {
      const header = headerOf(message)
      const payload = payloadOf(message)?.as(serializer)
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
  }

  /** Scans a frame and weighs it on the way. */
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
      const start = format.scan(frame, index).starts[index]
      return start !== undefined && format.isTrueIn(frame, start, key)
    },
  })

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

/** Bytes of the longest number that an element can be. */
const LONGEST_NUMBER = 9

/** The bounds of a caller that gives no meter. */
const DEFAULT_METER = new ReadMeter()

/** Keeps one sink with its buffer. A `toJSON` that writes a message while one is being written gets a second sink. */
class Pens {
  readonly #format: BinaryFormat
  #idle: { readonly out: ByteWriter; readonly sink: WireSink } | undefined

  constructor(format: BinaryFormat) {
    this.#format = format
  }

  /** What `how` writes. */
  write(how: (sink: WireSink, out: ByteWriter) => void): Uint8Array {
    const pen = this.#idle ?? this.#new()
    this.#idle = undefined
    try {
      how(pen.sink, pen.out)
      return pen.out.finish()
    } finally {
      pen.out.reset()
      this.#idle = pen
    }
  }

  #new(): { readonly out: ByteWriter; readonly sink: WireSink } {
    const out = new ByteWriter()
    return { out, sink: this.#format.sink(out) }
  }
}

/** The same bytes as a plain Uint8Array. `slice` of Node's Buffer does not copy, and its JSON is another. */
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
