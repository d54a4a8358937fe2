/** How a format spells things, for the fuzzer: not as a serializer would, but in all the ways that a peer may think of. */
import type { Random } from './random.ts'

/** Everything is a string of characters from 0 to 255, one for each byte; for JSON it is the text. */
export interface Dialect {
  natural(random: Random, value: number): string
  text(random: Random, value: string): string
  list(random: Random, items: readonly string[]): string
  dict(random: Random, entries: readonly (readonly [key: string, value: string])[]): string
  /** A number, a word, a block: in forms common and rare, some of them wrong. */
  scalar(random: Random): string
  /** A key of a dictionary that may be no text. */
  oddKey(random: Random): string
  /** Short values that cost more than their bytes. */
  readonly costly: readonly string[]
}

/** An integer of that many bytes, big-endian. */
export function integer(value: number, size: number): string {
  let bytes = ''
  for (let rest = value, left = size; left > 0; left--, rest = Math.floor(rest / 256)) {
    bytes = String.fromCharCode(rest % 256) + bytes
  }
  return bytes
}

/** A head in the shortest of the sizes that hold `value`; sometimes in a longer one. */
export function headed(
  random: Random,
  value: number,
  forms: readonly (readonly [head: number, size: number])[],
): string {
  const fitting = forms.filter(([, size]) => value < 256 ** size)
  const [head, size] = (random.once(8) ? random.pick(fitting) : fitting[0]) ?? [0, 0]
  return String.fromCharCode(head) + integer(value, size)
}

export const bytesOf = (random: Random, count: number): string =>
  Array.from({ length: count }, () => String.fromCharCode(random.below(256))).join('')

/** As UTF-8, in a string of bytes. */
export const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** UTF-8 at the edges of what it may be. */
export const fineUtf8: readonly string[] = [
  '\xef\xbf\xbf',
  '\xef\xbb\xbf',
  '\xf4\x8f\xbf\xbf',
  '\xed\x9f\xbf',
  '\xee\x80\x80',
  '\x00',
  '\x7f',
]

/** Bytes that are no UTF-8. */
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
