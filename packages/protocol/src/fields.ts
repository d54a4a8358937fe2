/** Readers for the elements of a message: each returns the typed value or throws ProtocolViolation naming the field. */
import { ProtocolViolation } from './errors.ts'
import { EMPTY_DICT, isDict } from './values.ts'
import type { Dict, Id, Uri } from './values.ts'

const MAX_ID = 2 ** 53

/** True for 1…2^53. `Number.isSafeInteger` would refuse 2^53, which is a valid id. */
export const isId = (value: unknown): value is Id =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MAX_ID

/** An id. */
export function asId(value: unknown, field: string): Id {
  if (!isId(value)) throw expected(field, 'an id from 1 to 2^53', value)
  return value
}

/** An id, or 0, which marks a revocation. */
export function asIdOrZero(value: unknown, field: string): Id | 0 {
  return value === 0 ? 0 : asId(value, field)
}

/** A type code. */
export function asCode(value: unknown, field: string): number {
  if (!Number.isInteger(value) || (value as number) < 0) throw expected(field, 'a non-negative integer', value)
  return value as number
}

/** Any string: the realm checks whether it is a valid URI. */
export function asUri(value: unknown, field: string): Uri {
  return asString(value, field)
}

/** A string. */
export function asString(value: unknown, field: string): string {
  if (typeof value !== 'string') throw expected(field, 'a string', value)
  return value
}

/**
 * A dictionary, without prototype, as serializers make them. An empty list is read as an empty dictionary, because PHP
 * writes empty maps as `[]`.
 */
export function asDict(value: unknown, field: string): Dict {
  if (value === EMPTY_DICT) return EMPTY_DICT
  if (isDict(value)) return isEmpty(value) ? EMPTY_DICT : value
  if (Array.isArray(value) && value.length === 0) return EMPTY_DICT
  throw expected(field, 'a dictionary', value)
}

/** `Object.keys` would make a list of all keys. */
function isEmpty(dict: Dict): boolean {
  for (const key in dict) if (Object.hasOwn(dict, key)) return false
  return true
}

/** The violation for a value of the wrong type. */
export function expected(field: string, what: string, found: unknown): ProtocolViolation {
  return new ProtocolViolation(`${field} must be ${what}, not ${describe(found)}`)
}

/** A short description of a value for error texts: types and lengths, never contents of unbounded size. */
export function describe(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string')
    return value.length <= 40 ? `the string ${JSON.stringify(value)}` : `a string of ${value.length} characters`
  if (typeof value === 'object') return value instanceof Uint8Array ? 'bytes' : 'a dictionary'
  return `the ${typeof value} ${String(value)}`
}
