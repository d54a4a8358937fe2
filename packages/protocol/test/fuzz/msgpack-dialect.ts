/** MessagePack for the fuzzer. */
import { bytesOf, headed, integer, fineUtf8, oddUtf8, utf8 } from './dialect.ts'
import type { Dialect } from './dialect.ts'
import type { Random } from './random.ts'

const byte = String.fromCharCode

const sized = (
  random: Random,
  count: number,
  [few, most]: readonly [number, number],
  rest: readonly (readonly [number, number])[],
): string => (count < most && !random.once(8) ? byte(few + count) : headed(random, count, rest))

const block = (random: Random, bytes: string): string =>
  headed(random, bytes.length, [
    [0xc4, 1],
    [0xc5, 2],
    [0xc6, 4],
  ]) + bytes

function text(random: Random, bytes: string): string {
  return (
    sized(
      random,
      bytes.length,
      [0xa0, 32],
      [
        [0xd9, 1],
        [0xda, 2],
        [0xdb, 4],
      ],
    ) + bytes
  )
}

function number(random: Random): string {
  switch (random.below(6)) {
    case 0:
      return byte(random.below(256))
    case 1:
      return headed(random, random.below(2 ** random.pick([8, 16, 32])), [
        [0xcc, 1],
        [0xcd, 2],
        [0xce, 4],
        [0xcf, 8],
      ])
    case 2:
      return byte(0xd0 + random.below(4)) + bytesOf(random, 2 ** random.below(4))
    case 3:
      return random.pick(['\xcf', '\xd3']) + bytesOf(random, 8)
    case 4:
      return `\xcb${bytesOf(random, 8)}`
    default:
      return random.pick([
        '\xca',
        '\xca\x7f\xc0\x00\x00',
        '\xcb\x7f\xf0\0\0\0\0\0\0',
        '\xd3\xff\xdf\xff\xff\xff\xff\xff\xff',
        '\xcf\0\x20\0\0\0\0\0\0',
      ])
  }
}

function extension(random: Random): string {
  const type = byte(random.pick([0, 0xff, 5, random.below(256)]))
  if (random.once(2)) return byte(0xd4 + random.below(5)) + type + bytesOf(random, random.pick([1, 2, 4, 8, 16]))
  const bytes = bytesOf(random, random.pick([0, 1, 8, 12, 40]))
  return (
    headed(random, bytes.length, [
      [0xc7, 1],
      [0xc8, 2],
      [0xc9, 4],
    ]) +
    type +
    bytes
  )
}

/** The ways to write MessagePack. */
export const msgpackDialect: Dialect = {
  natural: (random, value) =>
    value < 128 && !random.once(8)
      ? byte(value)
      : headed(random, value, [
          [0xcc, 1],
          [0xcd, 2],
          [0xce, 4],
          [0xcf, 8],
        ]),
  text: (random, value) => text(random, utf8(value)),
  list: (random, items) =>
    sized(
      random,
      items.length,
      [0x90, 16],
      [
        [0xdc, 2],
        [0xdd, 4],
      ],
    ) + items.join(''),
  dict: (random, entries) =>
    sized(
      random,
      entries.length,
      [0x80, 16],
      [
        [0xde, 2],
        [0xdf, 4],
      ],
    ) + entries.flat().join(''),
  scalar(random) {
    switch (random.below(8)) {
      case 0:
        return random.pick(['\xc0', '\xc2', '\xc3', '\xc0', '\xc2', '\xd4\0\0', '\xc1'])
      case 1:
      case 2:
        return number(random)
      case 3:
        return block(random, bytesOf(random, random.below(40)))
      case 4:
        return extension(random)
      case 5:
        return text(
          random,
          random.once(5) ? bytesOf(random, random.below(4)) + random.pick(oddUtf8) : random.pick(fineUtf8),
        )
      default:
        return text(
          random,
          utf8(random.pick(['', 'a', 'ä', '€', '😀', '\u0000', '\u0000YQ==', '__proto__', '"\\\n', 'x'.repeat(70)])),
        )
    }
  },
  oddKey: (random) => (random.once(2) ? number(random) : msgpackDialect.scalar(random)),
  costly: [
    '\x80',
    '\x90',
    '\x81\xa0\x80',
    '\x07',
    '\xa0',
    '\xa1a',
    '\xa2\xc3\xa9',
    '\xc4\0',
    '\xc4\x01a',
    '\xd4\x05\0',
    '\xd4\0\0',
    '\xd6\xff\0\0\0\x01',
    '\xc7\x0c\xff\0\0\0\x01\0\0\0\0\0\0\0\x01',
    '\xcb?\xb9\x99\x99\x99\x99\x99\x9a',
    '\xca\x7f\xc0\0\0',
    '\xd3\xff\xdf\xff\xff\xff\xff\xff\xff',
    '\xa1\n',
    '\x81\x01\x01',
    '\xa2\0\0',
    `${'\x91'.repeat(58)}\x90`,
    `${'\x81\xa0'.repeat(58)}\x80`,
    `\x8a${Array.from({ length: 10 }, (_, index) => `\xa2k${index}\x01`).join('')}`,
    `\xd9\x40${'a'.repeat(64)}`,
    `\xcf${integer(2 ** 53 + 2, 8)}`,
  ],
}
