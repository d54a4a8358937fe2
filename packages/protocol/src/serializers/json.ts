/**
 * The JSON serializer (*Serializers*). A scan checks the message, the header is decoded, and the payload stays text. An
 * outgoing message is a written header followed by that text.
 */
import { encodedFor, encodedPayload } from '../encoded-payload.ts'
import { ProtocolViolation } from '../errors.ts'
import { headerOf, payloadOf } from '../message-header.ts'
import { checkLength, shapeOf } from '../message-table.ts'
import type { Message } from '../message.ts'
import { Payload } from '../payload.ts'
import type { EncodedPayload } from '../payload.ts'
import { EMPTY_DICT } from '../values.ts'
import { isTrueIn, jsonKind } from './json-look.ts'
import { passJson } from './json-pass.ts'
import { readHeaderElement, readJson, readValue } from './json-read.ts'
import { scanJson } from './json-scan.ts'
import type { Elements } from './json-scan.ts'
import { jsonOf, jsonText, jsonUtf8 } from './json-write.ts'
import { ReadMeter } from './read-meter.ts'
import { checkHeader, overweight } from './refusal.ts'
import type { Glimpse } from './refusal.ts'
import { OVERWEIGHT, scales, tare } from './scales.ts'
import type { Serializer } from './serializer.ts'
import { judgeTail, tailElements, tailValues } from './tail.ts'
import type { ElementKind, TailVerdict } from './tail.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The JSON serializer: `wamp.2.json`. */
export const json: Serializer = {
  name: 'json',
  isBinary: false,

  read(data, meter = DEFAULT_METER) {
    const text = typeof data === 'string' ? data : decoded(data)
    const { count, starts } = weighed(text, meter)
    const shape = shapeOf(count === 0 ? undefined : readHeaderElement(text, starts[0] ?? 0))
    checkLength(shape, count)
    const length = shape.hasPayload ? shape.header : count
    const header = new Array<unknown>(length)
    header[0] = shape.code
    for (let index = 1; index < length; index++) header[index] = readHeaderElement(text, starts[index] ?? 0)
    if (length === count) return shape.read(header, Payload.empty)
    const tail = {
      start: starts[length] ?? 0,
      second: count - length === 2 ? starts[length + 1] : undefined,
      end: (starts[count] ?? 0) - 1,
    }
    const args = kindOfArguments(text, tail.start)
    const kinds = tail.second === undefined ? [args] : [args, jsonKind(text, tail.second)]
    return shape.read(header, payloadIn(text, judgeTail(shape, header, kinds), tail))
  },

  write(message) {
    const given = payloadOf(message)
    const payload = given && encodedFor(given, json)
    const header = writeHeader(message)
    return payload === undefined || payload.count === 0 ? `${header}]` : `${header},${payload.data}]`
  },

  writeUtf8: (message) => jsonUtf8(headerOf(message)),

  encodePayload(values) {
    const [first, second] = tailElements(values)
    if (first === undefined) return { data: '', count: 0 }
    if (second === undefined) return { data: jsonText(first), count: 1 }
    return { data: `${jsonText(first)},${jsonText(second)}`, count: 2 }
  },

  decodePayload: ({ data }) => tailValues(listOf(readJson(`[${data}]`))),

  passPayload({ data, count }, sink) {
    return count === 0 ? 0 : passJson(String(data), count, sink)
  },

  convertPayload(from, encoded) {
    const { passPayload } = from
    if (passPayload === undefined) return undefined
    let count: EncodedPayload['count'] = 0
    const data = jsonOf((sink) => void (count = passPayload(encoded, sink)))
    return { data: count === 0 ? '' : data, count }
  },
}

const DEFAULT_METER = new ReadMeter()

/** Scans and weighs a text, before any of it is decoded. */
function weighed(text: string, meter: ReadMeter): Elements {
  tare(meter.weight)
  try {
    const elements = scanJson(text)
    meter.spent = meter.weight - scales.left
    if (scales.values > meter.headerValues) checkHeader(glimpseOf(text), elements.count, meter)
    return elements
  } catch (error) {
    throw error === OVERWEIGHT ? overweight(glimpseOf(text), meter) : error
  }
}

const glimpseOf = (text: string): Glimpse => ({
  number(index) {
    const [start = 0, end = 0] = scanJson(text, index + 1).starts.slice(index)
    const number = text.slice(start, end - 1).trim()
    return NUMBER.test(number) ? Number(number) : undefined
  },
  isTrue(index, key) {
    const { count, starts } = scanJson(text, index)
    return index <= count && isTrueIn(text, starts[index] ?? 0, key)
  },
})

/** A number of the header: a type code or an id. */
const NUMBER = /^\d{1,16}$/

function decoded(data: Uint8Array): string {
  try {
    return utf8.decode(data)
  } catch {
    throw new ProtocolViolation('a JSON message must be valid UTF-8')
  }
}

/** A string that is marked as bytes, but is malformed Base64, is no bytes: other formats could not pass it on as such. */
function kindOfArguments(text: string, start: number): ElementKind {
  const kind = jsonKind(text, start)
  return kind === 'bytes' && !(readValue(text, start) instanceof Uint8Array) ? 'other' : kind
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The positions of Arguments and of ArgumentsKw, if there are any, and the end of both. */
interface Tail {
  readonly start: number
  readonly second: number | undefined
  readonly end: number
}

function payloadIn(text: string, verdict: TailVerdict, { start, second, end }: Tail): Payload {
  switch (verdict) {
    case 'none':
      return Payload.empty
    case 'whole':
      return kept(text.slice(start, end), second === undefined ? 1 : 2)
    case 'args':
      return kept(text.slice(start, (second ?? 0) - 1), 1)
    case 'kwargs':
      return kept(`[],${text.slice(second, end)}`, 2)
    default:
      throw new TypeError(`unknown verdict: ${verdict satisfies never}`)
  }
}

const kept = (data: string, count: EncodedPayload['count']): Payload => encodedPayload(json, { data, count })

/**
 * The header without the closing bracket: `[code,…`. Numbers and empty dictionaries are the most frequent elements, so
 * they are written directly.
 */
function writeHeader(message: Message): string {
  let text = '['
  let separator = ''
  for (const element of headerOf(message)) {
    text += separator + writeElement(element)
    separator = ','
  }
  return text
}

function writeElement(element: unknown): string {
  if (typeof element === 'number') return String(element)
  if (typeof element === 'string') return JSON.stringify(element)
  if (element === EMPTY_DICT) return '{}'
  return jsonText(element)
}
