/** The rules for Arguments and ArgumentsKw, which follow the header. All serializers share them. */
import { ProtocolViolation } from '../errors.ts'
import type { MessageShape } from '../message-table.ts'
import type { PayloadValues } from '../payload.ts'
import { EMPTY_DICT, isDict } from '../values.ts'

/** The kinds of values that these rules distinguish. */
export type ElementKind = 'list' | 'empty list' | 'dict' | 'null' | 'bytes' | 'other'

/**
 * The elements that are passed on: all, only Arguments, only ArgumentsKw (after an empty list), or none. `null`, and
 * PHP's `[]` for an empty dictionary, are accepted but not passed on.
 */
export type TailVerdict = 'whole' | 'args' | 'kwargs' | 'none'

/**
 * Checks the kinds of Arguments and ArgumentsKw. Bytes may replace Arguments only if Options or Details name an
 * `enc_algo`.
 * @throws ProtocolViolation when an element has a wrong type.
 */
export function judgeTail(shape: MessageShape, header: readonly unknown[], kinds: readonly ElementKind[]): TailVerdict {
  const [args, kwargs] = kinds
  if (args === undefined) return 'none'
  if (args === 'bytes' && kwargs === undefined && isSealed(header)) return 'whole'
  if (args !== 'list' && args !== 'empty list' && args !== 'null') {
    throw new ProtocolViolation(`${shape.kind}.Arguments must be a list, not ${named[args]}`)
  }
  if (kwargs === undefined) return args === 'list' ? 'whole' : 'none'
  if (kwargs === 'dict') return args === 'null' ? 'kwargs' : 'whole'
  if (kwargs !== 'null' && kwargs !== 'empty list') {
    throw new ProtocolViolation(`${shape.kind}.ArgumentsKw must be a dictionary, not ${named[kwargs]}`)
  }
  return args === 'list' ? 'args' : 'none'
}

const named: Readonly<Record<ElementKind, string>> = {
  list: 'a list',
  'empty list': 'a list',
  dict: 'a dictionary',
  null: 'null',
  bytes: 'bytes',
  other: 'a string, number or boolean',
}

function isSealed(header: readonly unknown[]): boolean {
  return header.some((element) => isDict(element) && typeof element['enc_algo'] === 'string')
}

/** The payload of the decoded elements. */
export function tailValues([args, kwargs]: readonly unknown[]): PayloadValues {
  const dict = isDict(kwargs) ? kwargs : EMPTY_DICT
  if (args instanceof Uint8Array) return { args: [], kwargs: dict, sealed: args }
  return { args: Array.isArray(args) ? args : [], kwargs: dict }
}

/** The elements of a payload on the wire, as few as possible (*Empty payload*). */
export function tailElements({ args, kwargs, sealed }: PayloadValues): readonly unknown[] {
  if (sealed !== undefined) return [sealed]
  if (Object.keys(kwargs).length > 0) return [args, kwargs]
  return args.length > 0 ? [args] : []
}
