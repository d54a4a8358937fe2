/**
 * Writes values as JSON. `json-values.ts` describes the form of bytes and large integers. The text is built as bytes,
 * because joining strings piece by piece takes four times as long.
 */
import { fixedForm } from '../fixed-dict.ts'
import { EMPTY_DICT } from '../values.ts'
import { TextWriter } from './text-writer.ts'
import { CLOSE_DICT, CLOSE_LIST, COLON, COMMA, OPEN_DICT, OPEN_LIST } from './json-codes.ts'
import { JsonSink, writeBytes, writeNumber } from './json-sink.ts'
import { textOf } from './utf8.ts'
import { checkDepth, hasJsonForm, isAbsent } from './wire-values.ts'

const utf8 = new TextEncoder()

/** Reused from call to call. A `toJSON` that writes meanwhile gets another writer. */
let idle: TextWriter | undefined

/**
 * One element of a message as text.
 * @throws TypeError when the value nests too deep, such as a cycle.
 */
export function jsonText(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed())
  return written((out) => write(value, out, 2))
}

/** The text that `how` writes to a sink. */
export const jsonOf = (how: (sink: JsonSink) => void): string => written((out) => how(new JsonSink(out)))

/** The elements of a message in UTF-8. The bytes are valid until the next call. */
export const jsonUtf8 = (elements: readonly unknown[]): Uint8Array => writtenUtf8((out) => writeList(elements, out, 1))

const written = (how: (out: TextWriter) => void): string => textOf(writtenUtf8(how))

function writtenUtf8(how: (out: TextWriter) => void): Uint8Array {
  const out = idle ?? new TextWriter()
  idle = undefined
  try {
    how(out)
    return out.written()
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

function writeObject(value: object, out: TextWriter, depth: number): void {
  if (value === EMPTY_DICT) return out.text('{}')
  if (value instanceof Uint8Array) return writeBytes(value, out)
  if (value instanceof ArrayBuffer) return writeBytes(new Uint8Array(value), out)
  checkDepth(depth)
  if (Array.isArray(value)) return writeList(value, out, depth)
  if (hasJsonForm(value)) return writeForm(value, out, depth)
  writeDict(value as Readonly<Record<string, unknown>>, out, depth)
}

function writeForm(value: { toJSON(): unknown }, out: TextWriter, depth: number): void {
  const fixed = fixedForm(value, 'json', () => utf8.encode(jsonText(value.toJSON())))
  if (fixed === undefined) write(value.toJSON(), out, depth + 1)
  else out.append(fixed)
}

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
