/**
 * JSON (*Serializers*). `JSON.parse` judges validity and reads the header; the payload stays the text it came as.
 * Outgoing messages are a written header with that text behind it.
 */
import { ProtocolViolation } from '../errors.ts'
import { headerOf, payloadOf } from '../message-header.ts'
import { checkLength, shapeOf } from '../message-table.ts'
import type { Message } from '../message.ts'
import { Payload } from '../payload.ts'
import type { EncodedPayload } from '../payload.ts'
import { EMPTY_DICT, isDict } from '../values.ts'
import { elementStart } from './json-scan.ts'
import { parseValues, restored, stringifyValues } from './json-values.ts'
import { MAX_DEPTH } from './serializer.ts'
import type { Serializer } from './serializer.ts'
import { judgeTail, tailElements, tailValues } from './tail.ts'
import type { ElementKind, TailVerdict } from './tail.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The JSON serializer: `wamp.2.json`. */
export const json: Serializer = {
  name: 'json',
  isBinary: false,

  read(data) {
    const text = typeof data === 'string' ? data : decoded(data)
    const elements = parsed(text)
    const shape = shapeOf(elements[0])
    checkLength(shape, elements.length)
    const start = elementStart(text, shape.header, MAX_DEPTH)
    const length = shape.hasPayload ? shape.header : elements.length
    const header = elements.slice(0, length).map(headerElement)
    if (length === elements.length) return shape.read(header, Payload.empty)
    const verdict = judgeTail(shape, header, elements.slice(length).map(kindOf))
    return shape.read(header, payloadIn(text, verdict, { start, header: length, count: elements.length - length }))
  },

  write(message) {
    const payload = payloadOf(message)?.as(json)
    const header = writeHeader(message)
    return payload === undefined || payload.count === 0 ? `${header}]` : `${header},${payload.data}]`
  },

  encodePayload(values) {
    const [first, second] = tailElements(values)
    if (first === undefined) return { data: '', count: 0 }
    if (second === undefined) return { data: stringifyValues(first), count: 1 }
    return { data: `${stringifyValues(first)},${stringifyValues(second)}`, count: 2 }
  },

  decodePayload: ({ data }) => tailValues(listOf(parseValues(`[${data}]`))),
}

function decoded(data: Uint8Array): string {
  try {
    return utf8.decode(data)
  } catch {
    throw new ProtocolViolation('a JSON message must be valid UTF-8')
  }
}

function parsed(text: string): readonly unknown[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ProtocolViolation('a message must be valid JSON')
  }
  if (!Array.isArray(value)) throw new ProtocolViolation('a message must be a list')
  return value
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** A string of the header is never bytes, whatever it starts with; what is in its dictionaries may be. */
const headerElement = (element: unknown): unknown => (typeof element === 'object' ? restored(element) : element)

function kindOf(value: unknown): ElementKind {
  if (Array.isArray(value)) return value.length === 0 ? 'empty list' : 'list'
  if (value === null) return 'null'
  if (typeof value === 'string' && value.startsWith('\u0000')) return 'bytes'
  return isDict(value) ? 'dict' : 'other'
}

/** Where the payload begins, how many elements stand before it, and how many it has. */
interface Tail {
  readonly start: number
  readonly header: number
  readonly count: number
}

/** The part of the text that goes on. */
function payloadIn(text: string, verdict: TailVerdict, { start, header, count }: Tail): Payload {
  const second = (): number => elementStart(text, header + 1, MAX_DEPTH)
  const end = text.lastIndexOf(']')
  switch (verdict) {
    case 'none':
      return Payload.empty
    case 'whole':
      return kept(text.slice(start, end), count === 1 ? 1 : 2)
    case 'args':
      return kept(text.slice(start, second() - 1), 1)
    case 'kwargs':
      return kept(`[],${text.slice(second(), end)}`, 2)
    default:
      throw new TypeError(`no such verdict: ${verdict satisfies never}`)
  }
}

const kept = (data: string, count: EncodedPayload['count']): Payload => Payload.encoded(json, { data, count })

/** `[code,…` without the closing bracket. Numbers and empty dictionaries, the bulk of all headers, are written directly. */
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
  return stringifyValues(element)
}
