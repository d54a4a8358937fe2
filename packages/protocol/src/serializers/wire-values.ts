/**
 * Application values on their way out, brought to the few kinds that every codec knows, so that the three formats
 * agree about what they leave to it: `undefined` is null in a list and absent from a dictionary, a date is its ISO
 * text, a class is the dictionary of its own properties, half of a surrogate pair is U+FFFD.
 */
import { EMPTY_DICT } from '../values.ts'
import { MAX_DEPTH } from './serializer.ts'

/** What the formats do differ in. */
export interface WireScalars {
  /** Any number; an integer that came as a bigint of at most 2^53 too. */
  number(value: number): unknown
  /** An integer beyond 2^53, of either sign. */
  largeInteger(value: bigint): unknown
  bytes(value: Uint8Array): unknown
}

const MOST = 2n ** 53n

/**
 * @param depth On which level of nesting the value lies; the message's own list is level 1.
 * @throws TypeError where the value nests deeper than any peer would read, as a cycle does.
 */
export function wireValue(value: unknown, scalars: WireScalars, depth: number): unknown {
  switch (typeof value) {
    case 'string':
      return value.toWellFormed()
    case 'number':
      return scalars.number(value)
    case 'bigint':
      return isLarge(value) ? scalars.largeInteger(value) : scalars.number(Number(value))
    case 'boolean':
      return value
    case 'object':
      return value === null ? null : wireObject(value, scalars, depth)
    default:
      return null
  }
}

/** Beyond 2^53: what a number cannot tell from its neighbours. */
export const isLarge = (value: bigint): boolean => value > MOST || value < -MOST

function wireObject(value: object, scalars: WireScalars, depth: number): unknown {
  if (value === EMPTY_DICT) return value
  if (value instanceof Uint8Array) return scalars.bytes(value)
  if (value instanceof ArrayBuffer) return scalars.bytes(new Uint8Array(value))
  if (depth > MAX_DEPTH) throw new TypeError(`a message must not nest deeper than ${MAX_DEPTH} levels`)
  if (Array.isArray(value)) return value.map((item) => wireValue(item, scalars, depth + 1))
  if ('toJSON' in value && typeof value.toJSON === 'function') return wireValue(value.toJSON(), scalars, depth + 1)
  const dict = Object.create(null) as Record<string, unknown>
  for (const [key, item] of Object.entries(value)) {
    if (isAbsent(item)) continue
    dict[key.toWellFormed()] = wireValue(item, scalars, depth + 1)
  }
  return dict
}

const isAbsent = (value: unknown): boolean =>
  value === undefined || typeof value === 'function' || typeof value === 'symbol'
