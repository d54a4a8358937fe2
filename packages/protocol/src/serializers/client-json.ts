/**
 * The JSON serializer of a client. On the wire it equals `json`, but it is much smaller, because its size counts in a
 * web page. A client decodes its payloads anyway, keeps no text, and trusts its router with the types of Options and
 * Details. Reading and writing follow from a table of layouts. A test compares it with `json`, message by message.
 */
import { ProtocolViolation } from '../errors.ts'
import { isId } from '../fields.ts'
import type { Message } from '../message.ts'
import { Payload } from '../payload.ts'
import { EMPTY_DICT, isDict } from '../values.ts'
import { bytesIn, parseText, restored, stringifyText } from './json-values.ts'
import type { Serializer } from './serializer.ts'

/**
 * One line per message: code, kind, elements. `#` is an id, `{}` a dictionary, other elements are strings; `?` is
 * optional, `+` is a payload.
 */
const LAYOUTS = `1 HELLO realm details{}
2 WELCOME session# details{}
3 ABORT details{} reason +
4 CHALLENGE authmethod extra{}
5 AUTHENTICATE signature extra{}
6 GOODBYE details{} reason
8 ERROR requestType# request# details{} error +
16 PUBLISH request# options{} topic +
17 PUBLISHED request# publication#
32 SUBSCRIBE request# options{} topic
33 SUBSCRIBED request# subscription#
34 UNSUBSCRIBE request# subscription#
35 UNSUBSCRIBED request# details{}?
36 EVENT subscription# publication# details{} +
48 CALL request# options{} procedure +
49 CANCEL request# options{}
50 RESULT request# details{} +
64 REGISTER request# options{} procedure
65 REGISTERED request# registration#
66 UNREGISTER request# registration#
67 UNREGISTERED request# details{}?
68 INVOCATION request# registration# details{} +
69 INTERRUPT request# options{}
70 YIELD request# options{} +`

/** The layouts by code, for reading, and by kind, for writing. */
const layouts: ReadonlyMap<number | string, readonly string[]> = /* @__PURE__ */ new Map<
  number | string,
  readonly string[]
>(
  /* @__PURE__ */ LAYOUTS.split('\n').flatMap((line) => {
    const [code = '', kind = '', ...fields] = line.split(' ')
    return [
      [Number(code), [kind, ...fields]],
      [kind, [code, ...fields]],
    ]
  }),
)

const unused = (): never => {
  throw new TypeError()
}

/** As {@link json}, but for a client: it reads a router's messages, and its payloads are values. */
export const clientJson: Serializer = {
  name: 'json',
  isBinary: false,

  read(data) {
    const elements = listIn(data)
    const [kind = '', ...fields] = layouts.get(elements[0] as number) ?? []
    if (typeof elements[0] !== 'number' || kind === '') throw wrong('type code')
    const message: Record<string, unknown> = { kind }
    let at = 1
    for (const field of fields) {
      if (field === '+') message['payload'] = payloadOf(elements.splice(at, 2))
      else message[nameOf(field)] = checked(kind, field, elements[at++])
    }
    if (elements.length > at) throw wrong(`${kind}'s length`)
    return message as unknown as Message
  },

  write(message) {
    const { payload, ...parts } = message as unknown as Readonly<Record<string, unknown>> & {
      readonly payload?: Payload
    }
    const [code, ...fields] = layouts.get(message.kind) ?? []
    const elements = [Number(code), ...fields.filter((field) => field !== '+').map((field) => parts[nameOf(field)])]
    if (payload !== undefined && payload !== Payload.empty) {
      const { args, kwargs, sealed } = payload.values()
      elements.push(sealed ?? args)
      if (Object.keys(kwargs).length > 0) elements.push(kwargs)
    }
    return stringifyText(elements)
  },

  // Payloads of this serializer are values, so there is nothing to encode or decode.
  encodePayload: unused,
  decodePayload: unused,
}

function listIn(data: string | Uint8Array): unknown[] {
  try {
    const elements = parseText(data as string)
    // A string of the header is never bytes, whatever its start. A string in a dictionary may be.
    if (Array.isArray(elements)) return elements.map((item) => (typeof item === 'object' ? restored(item) : item))
  } catch {
    // Text that does not parse, or nests too deep, is refused like a value that is not a list.
  }
  throw wrong('message')
}

/** Reads a dictionary. PHP writes empty dictionaries as `[]`. */
const dictIn = (value: unknown): unknown => (Array.isArray(value) && value.length === 0 ? EMPTY_DICT : value)

const nameOf = (field: string): string => field.replace(/\W+/, '')

function checked(kind: string, field: string, value: unknown): unknown {
  if (field.includes('{')) {
    const dict = dictIn(field.endsWith('?') ? (value ?? EMPTY_DICT) : value)
    if (isDict(dict)) return dict
  } else if (field.endsWith('#')) {
    if (isId(value) || (value === 0 && kind.startsWith('UN'))) return value
  } else if (typeof value === 'string') return value
  throw wrong(`${kind}.${field}`)
}

function payloadOf([args, kwargs]: readonly unknown[]): Payload {
  const bytes = typeof args === 'string' ? bytesIn(args) : (args ?? [])
  const dict = dictIn(kwargs ?? EMPTY_DICT)
  if (!isDict(dict)) throw wrong('ArgumentsKw')
  if (bytes instanceof Uint8Array) return Payload.sealed(bytes)
  if (!Array.isArray(bytes)) throw wrong('Arguments')
  return Payload.of(bytes, dict)
}

const wrong = (what: string): ProtocolViolation => new ProtocolViolation(`${what} violates the protocol`)
