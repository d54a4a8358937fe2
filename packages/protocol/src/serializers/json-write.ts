/**
 * Writes values as JSON. `json-values.ts` describes the form of bytes and large integers. The text is built as bytes,
 * because joining strings piece by piece takes four times as long.
 */
import { toBase64 } from '../base64.ts'
import { EMPTY_DICT } from '../values.ts'
import { TextWriter } from './text-writer.ts'
import { CLOSE_DICT, CLOSE_LIST, COLON, COMMA, OPEN_DICT, OPEN_LIST, ZERO } from './json-codes.ts'
import { textOf } from './utf8.ts'
import { checkDepth, hasJsonForm, isAbsent } from './wire-values.ts'

/** Reused from call to call. A `toJSON` that writes meanwhile gets another writer. */
let idle: TextWriter | undefined

/**
 * One element of a message as text.
 * @throws TypeError when the value nests too deep, such as a cycle.
 */
export function jsonText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed())
  const out = idle ?? new TextWriter()
  idle = undefined
  try {
    write(value, out, 2)
    return textOf(out.written())
  } finally {
    out.reset()
    idle = out
  }
}

function write(value: unknown, out: TextWriter, depth: number): void {
  switch (typeof value) {
    case 'string':
      return out.quoted(value)
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

/** A number beyond 2^53 is written with an exponent, so that it reads as a float and not as an integer. */
function writeNumber(value: number, out: TextWriter): void {
  if (value >= 0 && value < 10 && Number.isInteger(value)) out.byte(ZERO + value)
  else if (!Number.isFinite(value)) out.text('null')
  else out.text(Math.abs(value) > 2 ** 53 ? value.toExponential() : String(value))
}

function writeObject(value: object, out: TextWriter, depth: number): void {
  if (value === EMPTY_DICT) return out.text('{}')
  if (value instanceof Uint8Array) return writeBytes(value, out)
  if (value instanceof ArrayBuffer) return writeBytes(new Uint8Array(value), out)
  checkDepth(depth)
  if (Array.isArray(value)) return writeList(value, out, depth)
  if (hasJsonForm(value)) return write(value.toJSON(), out, depth + 1)
  writeDict(value as Readonly<Record<string, unknown>>, out, depth)
}

const writeBytes = (value: Uint8Array, out: TextWriter): void => out.text(`"\\u0000${toBase64(value)}"`)

function writeList(list: readonly unknown[], out: TextWriter, depth: number): void {
  out.byte(OPEN_LIST)
  for (let index = 0; index < list.length; index++) {
    if (index > 0) out.byte(COMMA)
    write(list[index], out, depth + 1)
  }
  out.byte(CLOSE_LIST)
}

function writeDict(dict: Readonly<Record<string, unknown>>, out: TextWriter, depth: number): void {
  out.byte(OPEN_DICT)
  let isFirst = true
  for (const key of Object.keys(dict)) {
    const item = dict[key]
    if (isAbsent(item)) continue
    if (!isFirst) out.byte(COMMA)
    isFirst = false
    out.quoted(key)
    out.byte(COLON)
    write(item, out, depth + 1)
  }
  out.byte(CLOSE_DICT)
}
