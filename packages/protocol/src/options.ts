/** Checks the types of known keys in Options and Details. Unknown keys are kept, as the specification requires. */
import { asDict, describe, isId } from './fields.ts'
import { ProtocolViolation } from './errors.ts'
import { EMPTY_DICT, isDict } from './values.ts'
import type { Dict } from './values.ts'

/** The type of a known option. */
export type OptionType = keyof typeof checks

/** The known keys of a message and their types. Other keys pass unchecked. */
export type OptionTypes<Options> = { readonly [Key in keyof Options]-?: OptionType }

const isString = (value: unknown): boolean => typeof value === 'string'

const checks = {
  boolean: { what: 'true or false', holds: (value: unknown) => typeof value === 'boolean' },
  string: { what: 'a string', holds: isString },
  id: { what: 'an id from 1 to 2^53', holds: isId },
  natural: {
    what: 'an integer of at least 0',
    holds: (value: unknown) => Number.isInteger(value) && (value as number) >= 0,
  },
  ids: {
    what: 'a list of ids from 1 to 2^53',
    holds: (value: unknown) => Array.isArray(value) && value.every(isId),
    isItem: isId,
  },
  strings: {
    what: 'a list of strings',
    holds: (value: unknown) => Array.isArray(value) && value.every(isString),
    isItem: isString,
  },
  dict: { what: 'a dictionary', holds: (value: unknown) => isDict(value) },
} as const

/**
 * Checks the known keys of a dictionary, which is changed in place and returned. `null` counts as absent: some clients
 * write unset options as null.
 * @throws ProtocolViolation when a known key has a value of another type, or a text that begins with U+0000: in JSON
 * such a text stands for bytes, and some options are passed on to sessions that speak JSON.
 */
export function readOptions<Options>(value: unknown, types: OptionTypes<Options>, field: string): Options & Dict {
  if (value === EMPTY_DICT || isChecked(value, types)) return value as Options & Dict
  const dict = asDict(value, field)
  const kept = dict as Record<string, unknown>
  for (const key of Object.keys(dict)) check(kept, key, { type: typeOf(types, key), field })
  if (Object.isFrozen(dict)) checked.set(dict, types)
  return dict as Options & Dict
}

/** Frozen dictionaries, which serializers share, by the types by which they were checked last. */
const checked = new WeakMap<object, object>()

const isChecked = (value: unknown, types: object): boolean =>
  typeof value === 'object' && value !== null && checked.get(value) === types

function typeOf(types: object, key: string): OptionType | undefined {
  return Object.hasOwn(types, key) ? (types as Record<string, OptionType>)[key] : undefined
}

/** What was found instead. Of a list, its first item of a wrong type. */
function found(type: OptionType, value: unknown): string {
  const checked = checks[type]
  if (!('isItem' in checked) || !Array.isArray(value)) return describe(value)
  return `a list with ${describe(value.find((item) => !checked.isItem(item)))}`
}

function check(
  dict: Record<string, unknown>,
  key: string,
  { type, field }: { type: OptionType | undefined; field: string },
): void {
  if (type === undefined) return
  if (dict[key] === null) {
    delete dict[key]
    return
  }
  if (Array.isArray(dict[key]) && dict[key].length === 0 && type === 'dict') dict[key] = EMPTY_DICT
  const { what, holds } = checks[type]
  if (!holds(dict[key])) throw new ProtocolViolation(`${field}.${key} must be ${what}, not ${found(type, dict[key])}`)
  if (type === 'string' && (dict[key] as string).charCodeAt(0) === 0)
    throw new ProtocolViolation(`${field}.${key} must not begin with U+0000, which stands for bytes in JSON`)
}
