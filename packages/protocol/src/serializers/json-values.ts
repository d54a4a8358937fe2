/**
 * Application values in JSON. Bytes are strings that start with U+0000, followed by Base64 (*Binary support in JSON*);
 * integers beyond 2^53 are bigints here and keep all their digits on the way in and out. A marked string that is no
 * Base64 stays the string it is.
 */
import { fromBase64, toBase64 } from '../base64.ts'
import { isLarge } from './wire-values.ts'

const MARK = '\u0000'

/** Can this text hold an integer that a double cannot? A quick look that may say yes too often, never no. */
const mayHoldLargeInteger = /\d{17}|9\d{15}/

/** A double ends at 309 digits. What is longer reads as infinite, and costs no arithmetic. */
const integer = /^-?\d{1,309}$/

interface Source {
  readonly source?: string
}

/** Runtimes since 2024 tell a reviver how a number was spelled; elsewhere large integers are rounded. */
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context?: Source) => unknown,
) => unknown
const rawJson = (JSON as unknown as { rawJSON?: (text: string) => unknown }).rawJSON

/** As `JSON.parse`, with large integers as bigints. */
export const parseText = (text: string): unknown =>
  mayHoldLargeInteger.test(text) ? parseWithSource(text, keepDigits) : JSON.parse(text)

function keepDigits(_key: string, value: unknown, context?: Source): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source
  if (source === undefined || !integer.test(source)) return value
  const exact = BigInt(source)
  return isLarge(exact) ? exact : value
}

/** Is this string marked as bytes? */
export const isMarked = (text: string): boolean => text.startsWith(MARK)

/** The bytes of a marked string; other strings, and those that are no Base64, are what they are. */
export const bytesIn = (text: string): unknown => (isMarked(text) ? (fromBase64(text.slice(1)) ?? text) : text)

/** What `JSON.parse` returned, with dictionaries that have no prototype, and strings as `unmarked` reads them. */
export function restored(value: unknown, unmarked: (text: string) => unknown): unknown {
  if (typeof value === 'string') return unmarked(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => restored(item, unmarked))
  const dict = Object.create(null) as Record<string, unknown>
  for (const key of Object.keys(value)) dict[key] = restored((value as Record<string, unknown>)[key], unmarked)
  return dict
}

const largeInteger = (value: bigint): unknown => (rawJson === undefined ? Number(value) : rawJson(String(value)))

/** Spelled with an exponent, a number beyond 2^53 reads as the float it is, and not as an integer with all those digits. */
const number = (value: number): unknown =>
  rawJson !== undefined && isLargeFloat(value) ? rawJson(value.toExponential()) : value

const isLargeFloat = (value: number): boolean => Number.isFinite(value) && Math.abs(value) > 2 ** 53

const base64 = (value: Uint8Array): string => MARK + toBase64(value)

/**
 * As `JSON.stringify`, with bytes and large numbers: what a client writes. It leaves it to the other end to
 * refuse what nests too deep.
 * @throws TypeError for a cycle.
 */
export const stringifyText = (value: unknown): string => JSON.stringify(value, written)

/** A replacer, which finds in `this` what `toJSON` has changed already: Node's Buffer has one. */
function written(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const given = this[key]
  if (given instanceof Uint8Array) return base64(given)
  if (given instanceof ArrayBuffer) return base64(new Uint8Array(given))
  if (typeof given === 'bigint') return isLarge(given) ? largeInteger(given) : Number(given)
  return typeof given === 'number' ? number(given) : value
}
