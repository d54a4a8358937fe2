/**
 * Converts application values to the few kinds that every format knows, so that all formats agree: `undefined` is null
 * in a list and absent from a dictionary, a date is its ISO text, an object of a class is the dictionary of its own
 * properties, and a lone surrogate is U+FFFD.
 */
import { EMPTY_DICT } from '../values.ts'
import { MAX_DEPTH } from './serializer.ts'
import type { WireSink } from './wire-sink.ts'

const MOST = 2n ** 53n

/** True beyond 2^53, where a number is not exact. */
export const isLarge = (value: bigint): boolean => value > MOST || value < -MOST

/**
 * Writes a value.
 * @param depth The level of nesting of the value; the message's own list is level 1.
 * @throws TypeError when the value nests deeper than a peer would read, such as a cycle.
 */
export function writeWire(value: unknown, sink: WireSink, depth: number): void {
  switch (typeof value) {
    case 'string':
      return sink.text(value)
    case 'number':
      return sink.number(value)
    case 'bigint':
      return isLarge(value) ? sink.largeInteger(value) : sink.number(Number(value))
    case 'boolean':
      return sink.boolean(value)
    case 'object':
      return value === null ? sink.nil() : writeObject(value, sink, depth)
    default:
      return sink.nil()
  }
}

function writeObject(value: object, sink: WireSink, depth: number): void {
  if (value === EMPTY_DICT) return sink.dict(0)
  if (Array.isArray(value)) return writeList(value, sink, depth)
  if (value instanceof Uint8Array) return sink.bytes(value)
  if (value instanceof ArrayBuffer) return sink.bytes(new Uint8Array(value))
  checkDepth(depth)
  if (hasJsonForm(value)) return writeWire(value.toJSON(), sink, depth + 1)
  writeDict(value as Readonly<Record<string, unknown>>, sink, depth)
}

function writeList(list: readonly unknown[], sink: WireSink, depth: number): void {
  checkDepth(depth)
  sink.list(list.length)
  for (let index = 0; index < list.length; index++) writeWire(list[index], sink, depth + 1)
}

/** Writes a dictionary. Each property is read once, because it may be a getter. */
function writeDict(dict: Readonly<Record<string, unknown>>, sink: WireSink, depth: number): void {
  const keys = Object.keys(dict)
  const items: unknown[] = []
  let absent = 0
  for (const key of keys) {
    const item = dict[key]
    if (isAbsent(item)) absent++
    items.push(item)
  }
  sink.dict(keys.length - absent)
  for (let index = 0; index < keys.length; index++) {
    const item = items[index]
    if (absent > 0 && isAbsent(item)) continue
    sink.text(keys[index] ?? '')
    writeWire(item, sink, depth + 1)
  }
}

/** @throws TypeError for a level that no peer would read. */
export function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new TypeError(`a message must not nest deeper than ${MAX_DEPTH} levels`)
}

/** True for dates and other objects with a JSON form of their own. */
export const hasJsonForm = (value: object): value is { toJSON(): unknown } =>
  'toJSON' in value && typeof value.toJSON === 'function'

/** True for values that a dictionary leaves out. */
export const isAbsent = (value: unknown): boolean =>
  value === undefined || typeof value === 'function' || typeof value === 'symbol'
