/** Writes values as JSON. Bytes and large integers are spelled as `json-values.ts` says. */
import { toBase64 } from '../base64.ts'
import { EMPTY_DICT } from '../values.ts'
import { checkDepth, hasJsonForm, isAbsent } from './wire-values.ts'

/**
 * One element of a message as text.
 * @throws TypeError where it nests too deep, as a cycle does.
 */
export const jsonText = (value: unknown): string => textOf(value, 2)

function textOf(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'number':
      return numberText(value)
    case 'bigint':
      return String(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      return value === null ? 'null' : objectText(value, depth)
    default:
      return 'null'
  }
}

/** Spelled with an exponent, a number beyond 2^53 reads as the float it is, and not as an integer of so many digits. */
function numberText(value: number): string {
  if (!Number.isFinite(value)) return 'null'
  return Math.abs(value) > 2 ** 53 ? value.toExponential() : String(value)
}

function objectText(value: object, depth: number): string {
  if (value === EMPTY_DICT) return '{}'
  if (value instanceof Uint8Array) return bytesText(value)
  if (value instanceof ArrayBuffer) return bytesText(new Uint8Array(value))
  checkDepth(depth)
  if (Array.isArray(value)) return listText(value, depth)
  if (hasJsonForm(value)) return textOf(value.toJSON(), depth + 1)
  return dictText(value as Readonly<Record<string, unknown>>, depth)
}

const bytesText = (value: Uint8Array): string => `"\\u0000${toBase64(value)}"`

function listText(list: readonly unknown[], depth: number): string {
  let text = '['
  for (let index = 0; index < list.length; index++) {
    if (index > 0) text += ','
    text += textOf(list[index], depth + 1)
  }
  return `${text}]`
}

function dictText(dict: Readonly<Record<string, unknown>>, depth: number): string {
  let text = ''
  for (const key of Object.keys(dict)) {
    const item = dict[key]
    if (isAbsent(item)) continue
    text += (text === '' ? '' : ',') + keyText(key) + textOf(item, depth + 1)
  }
  return `{${text}}`
}

const SHORT = 32
const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** In quotes, with escapes. Short texts seldom need any, and are looked at more quickly than they are stringified. */
function quoted(text: string): string {
  if (text.length > SHORT) return JSON.stringify(text.toWellFormed())
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < SPACE || code === QUOTE || code === BACKSLASH || code > 0x7e) return JSON.stringify(text.toWellFormed())
  }
  return `"${text}"`
}

/** The same few keys come again and again. */
const keyTexts = new Map<string, string>()
const MOST_KEYS = 1000

function keyText(key: string): string {
  const known = keyTexts.get(key)
  if (known !== undefined) return known
  const text = `${quoted(key)}:`
  if (key.length > SHORT) return text
  if (keyTexts.size >= MOST_KEYS) keyTexts.clear()
  keyTexts.set(key, text)
  return text
}
