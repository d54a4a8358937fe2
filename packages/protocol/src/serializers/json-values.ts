/**
 * Application values in JSON. Bytes are strings that start with U+0000, followed by Base64 (*Binary support in JSON*);
 * integers beyond 2^53 are bigints here and keep all their digits on the way in and out. A marked string that is no
 * Base64 stays the string it is.
 */
import { fromBase64, toBase64 } from '../base64.ts'
import { isDict } from '../values.ts'
import { isLarge, wireValue } from './wire-values.ts'
import type { WireScalars } from './wire-values.ts'

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

/** Parses application values: dictionaries without prototype, marked strings as bytes, large integers as bigints. */
export const parseValues = (text: string): unknown => restored(parseText(text))

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

/** What `JSON.parse` returned, with dictionaries that have no prototype and bytes for marked strings. */
export function restored(value: unknown): unknown {
  if (typeof value === 'string') {
    return value.startsWith(MARK) ? (fromBase64(value.slice(1)) ?? value) : value
  }
  if (Array.isArray(value)) return value.map(restored)
  if (!isDict(value)) return value
  const dict = Object.create(null) as Record<string, unknown>
  for (const key of Object.keys(value)) dict[key] = restored(value[key])
  return dict
}

/** Spelled with an exponent, a number beyond 2^53 reads as the float it is, and not as an integer of so many digits. */
const scalars: WireScalars = {
  number: (value) => (rawJson !== undefined && isLargeFloat(value) ? rawJson(value.toExponential()) : value),
  largeInteger: (value) => (rawJson === undefined ? Number(value) : rawJson(String(value))),
  bytes: (value) => MARK + toBase64(value),
}

const isLargeFloat = (value: number): boolean => Number.isFinite(value) && Math.abs(value) > 2 ** 53

/**
 * Writes one element of a message.
 * @throws TypeError where it nests too deep, as a cycle does.
 */
export const stringifyValues = (value: unknown): string => JSON.stringify(wireValue(value, scalars, 2))

/**
 * As `JSON.stringify`, with bytes and large numbers: what a client writes. Unlike {@link stringifyValues} it leaves it to
 * the other end to refuse what nests too deep.
 * @throws TypeError for a cycle.
 */
export const stringifyText = (value: unknown): string => JSON.stringify(value, written)

/** A replacer, which finds in `this` what `toJSON` has changed already: Node's Buffer has one. */
function written(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const given = this[key]
  if (given instanceof Uint8Array) return scalars.bytes(given)
  if (given instanceof ArrayBuffer) return scalars.bytes(new Uint8Array(given))
  if (typeof given === 'bigint') return isLarge(given) ? scalars.largeInteger(given) : Number(given)
  return typeof given === 'number' ? scalars.number(given) : value
}
