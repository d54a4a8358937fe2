/**
 * Application values in JSON. Bytes are strings that start with U+0000, followed by Base64 (*Binary support in JSON*).
 * A marked string with malformed Base64 stays a string. Integers beyond 2^53 are bigints and keep all their digits.
 */
import { fromBase64, toBase64 } from '../base64.ts'
import { isLarge } from './wire-values.ts'

const MARK = '\u0000'

/** A quick test for an integer that a double cannot hold. It may match too often, but never misses one. */
const mayHoldLargeInteger = /\d{17}|9\d{15}/

/** A double ends at 309 digits. A longer integer reads as infinite, and needs no arithmetic. */
const integer = /^-?\d{1,309}$/

interface Source {
  readonly source?: string
}

/** Runtimes since 2024 pass the spelling of a number to a reviver. Others round large integers. */
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context?: Source) => unknown,
) => unknown

/** A number as it is spelled. Older runtimes round it. */
const spelled = (JSON as unknown as { rawJSON?: (text: string) => unknown }).rawJSON ?? Number

/** As `JSON.parse`, but with large integers as bigints. */
export const parseText = (text: string): unknown =>
  mayHoldLargeInteger.test(text) ? parseWithSource(text, keepDigits) : JSON.parse(text)

function keepDigits(_key: string, value: unknown, context?: Source): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source
  if (source === undefined || !integer.test(source)) return value
  const exact = BigInt(source)
  return isLarge(exact) ? exact : value
}

/** The bytes of a marked string. Other strings, and those with malformed Base64, are returned unchanged. */
export const bytesIn = (text: string): unknown => (text.startsWith(MARK) ? (fromBase64(text.slice(1)) ?? text) : text)

/** Restores a result of `JSON.parse`: dictionaries without prototype, and bytes. */
export function restored(value: unknown): unknown {
  if (typeof value === 'string') return bytesIn(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(restored)
  const dict = Object.create(null) as Record<string, unknown>
  for (const key of Object.keys(value)) dict[key] = restored((value as Record<string, unknown>)[key])
  return dict
}

/** A number beyond 2^53 is written with an exponent, so that it reads as a float and not as an integer. */
const isLargeFloat = (value: unknown): value is number => Number.isFinite(value) && Math.abs(value as number) > 2 ** 53

const base64 = (value: Uint8Array): string => MARK + toBase64(value)

/**
 * As `JSON.stringify`, but with bytes and large numbers, for a client. It does not check nesting; the router refuses
 * what nests too deep.
 * @throws TypeError for a cycle.
 */
export const stringifyText = (value: unknown): string => JSON.stringify(value, written)

/** A replacer. It reads the original value from `this`, because Node's Buffer has a `toJSON`, which has run before. */
function written(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const given = this[key]
  if (given instanceof Uint8Array) return base64(given)
  if (given instanceof ArrayBuffer) return base64(new Uint8Array(given))
  if (typeof given === 'bigint') return spelled(String(given))
  return isLargeFloat(given) ? spelled(given.toExponential()) : value
}
