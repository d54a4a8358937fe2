/**
 * The interface of a format for the fuzzer. A dialect writes values in all forms that a peer may use, not only in a
 * serializer's own.
 */
import type { Random } from './random.ts'

/** Every frame is a string of characters from 0 to 255, one for each byte; for JSON it is the text. */
export interface Dialect {
  natural(random: Random, value: number): string
  text(random: Random, value: string): string
  list(random: Random, items: readonly string[]): string
  dict(random: Random, entries: readonly (readonly [key: string, value: string])[]): string
  /** A number, word or block, in common, rare or wrong forms. */
  scalar(random: Random): string
  /** A key of a dictionary, which may not be a text. */
  oddKey(random: Random): string
  /** Short values with a high cost for their bytes. */
  readonly costly: readonly string[]
}

/** A big-endian integer of `size` bytes. */
export function integer(value: number, size: number): string {
  let bytes = ''
  for (let rest = value, left = size; left > 0; left--, rest = Math.floor(rest / 256)) {
    bytes = String.fromCharCode(rest % 256) + bytes
  }
  return bytes
}

/** A head in the shortest form that holds `value`, sometimes in a longer form. */
export function headed(
  random: Random,
  value: number,
  forms: readonly (readonly [head: number, size: number])[],
): string {
  const fitting = forms.filter(([, size]) => value < 256 ** size)
  const [head, size] = (random.once(8) ? random.pick(fitting) : fitting[0]) ?? [0, 0]
  return String.fromCharCode(head) + integer(value, size)
}

/** Random bytes. */
export const bytesOf = (random: Random, count: number): string =>
  Array.from({ length: count }, () => String.fromCharCode(random.below(256))).join('')

/** A text as UTF-8, in a string of bytes. */
export const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** Valid UTF-8 at the boundaries of its ranges. */
export const fineUtf8: readonly string[] = [
  '\xef\xbf\xbf',
  '\xef\xbb\xbf',
  '\xf4\x8f\xbf\xbf',
  '\xed\x9f\xbf',
  '\xee\x80\x80',
  '\x00',
  '\x7f',
]

/** Invalid UTF-8. */
export const oddUtf8: readonly string[] = [
  '\xed\xa0\x80',
  '\xed\xb0\x80',
  '\xc0\x80',
  '\xf4\x90\x80\x80',
  '\xf0\x80\x80\x80',
  '\xe2\x82',
  '\xff',
  '\x80',
]
