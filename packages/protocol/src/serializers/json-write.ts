/**
 * Writes values as JSON. Bytes and large integers are spelled as `json-values.ts` says. The text grows as bytes: strings
 * that are joined piece by piece take four times as long.
 */
import { toBase64 } from '../base64.ts'
import { EMPTY_DICT } from '../values.ts'
import { ByteWriter } from './byte-writer.ts'
import { BACKSLASH, CLOSE_DICT, CLOSE_LIST, COLON, COMMA, OPEN_DICT, OPEN_LIST, QUOTE, ZERO } from './json-codes.ts'
import { textOf } from './utf8.ts'
import { checkDepth, hasJsonForm, isAbsent } from './wire-values.ts'

/** Kept from call to call. A `toJSON` that writes as well gets another. */
let idle: ByteWriter | undefined

/**
 * One element of a message as text.
 * @throws TypeError where it nests too deep, as a cycle does.
 */
export function jsonText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed())
  const out = idle ?? new ByteWriter()
  idle = undefined
  try {
    write(value, out, 2)
    return textOf(out.written())
  } finally {
    out.reset()
    idle = out
  }
}

function write(value: unknown, out: ByteWriter, depth: number): void {
  switch (typeof value) {
    case 'string':
      return writeText(value, out)
    case 'number':
      return writeNumber(value, out)
    case 'bigint':
      return out.text(String(value))
    case 'boolean':
      return out.text(value ? 'true' : 'false')
    case 'object':
      return value === null ? out.text('null') : writeObject(value, out, depth)
    default:
      return out.text('null')
  }
}

/** Spelled with an exponent, a number beyond 2^53 reads as the float it is, and not as an integer with all those digits. */
function writeNumber(value: number, out: ByteWriter): void {
  if (value >= 0 && value < 10 && Number.isInteger(value)) out.byte(ZERO + value)
  else if (!Number.isFinite(value)) out.text('null')
  else out.text(Math.abs(value) > 2 ** 53 ? value.toExponential() : String(value))
}

function writeObject(value: object, out: ByteWriter, depth: number): void {
  if (value === EMPTY_DICT) return out.text('{}')
  if (value instanceof Uint8Array) return writeBytes(value, out)
  if (value instanceof ArrayBuffer) return writeBytes(new Uint8Array(value), out)
  checkDepth(depth)
  if (Array.isArray(value)) return writeList(value, out, depth)
  if (hasJsonForm(value)) return write(value.toJSON(), out, depth + 1)
  writeDict(value as Readonly<Record<string, unknown>>, out, depth)
}

const writeBytes = (value: Uint8Array, out: ByteWriter): void => out.text(`"\\u0000${toBase64(value)}"`)

function writeList(list: readonly unknown[], out: ByteWriter, depth: number): void {
  out.byte(OPEN_LIST)
  for (let index = 0; index < list.length; index++) {
    if (index > 0) out.byte(COMMA)
    write(list[index], out, depth + 1)
  }
  out.byte(CLOSE_LIST)
}

function writeDict(dict: Readonly<Record<string, unknown>>, out: ByteWriter, depth: number): void {
  out.byte(OPEN_DICT)
  let isFirst = true
  for (const key of Object.keys(dict)) {
    const item = dict[key]
    if (isAbsent(item)) continue
    if (!isFirst) out.byte(COMMA)
    isFirst = false
    writeText(key, out)
    out.byte(COLON)
    write(item, out, depth + 1)
  }
  out.byte(CLOSE_DICT)
}

/** Short texts are looked at character by character, which takes less time than to begin with `JSON.stringify`. */
const SHORT = 48

function writeText(text: string, out: ByteWriter): void {
  if (text.length > SHORT || hasSurrogates(text)) return out.text(JSON.stringify(text.toWellFormed()))
  out.byte(QUOTE)
  if (isPlain(text)) out.text(text)
  else for (const character of text) out.text(ESCAPES[character.charCodeAt(0)] ?? character)
  out.byte(QUOTE)
}

function hasSurrogates(text: string): boolean {
  for (let index = 0; index < text.length; index++) if ((text.charCodeAt(index) & 0xf800) === 0xd800) return true
  return false
}

/** Is this text in JSON what it is between quotes? */
function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x20 || code === QUOTE || code === BACKSLASH) return false
  }
  return true
}

/** How the platform spells the characters of ASCII. */
const ESCAPES: readonly string[] = Array.from({ length: 0x80 }, (_, code) =>
  JSON.stringify(String.fromCharCode(code)).slice(1, -1),
)
