/** CBOR for the fuzzer. */
import { bytesOf, headed, fineUtf8, oddUtf8, utf8 } from './dialect.ts'
import type { Dialect } from './dialect.ts'
import type { Random } from './random.ts'

const byte = String.fromCharCode

/** The head of an item with its argument, mostly in the shortest form. */
function head(random: Random, major: number, argument: number): string {
  const high = major << 5
  if (argument < 24 && !random.once(8)) return byte(high + argument)
  return headed(random, argument, [
    [high + 24, 1],
    [high + 25, 2],
    [high + 26, 4],
    [high + 27, 8],
  ])
}

function string(random: Random, major: number, bytes: string): string {
  if (!random.once(8)) return head(random, major, bytes.length) + bytes
  const cut = random.below(bytes.length + 1)
  const pieces = [bytes.slice(0, cut), bytes.slice(cut)].map((piece) => head(random, major, piece.length) + piece)
  return `${byte((major << 5) + 31)}${pieces.join('')}${random.once(9) ? head(random, random.below(7), 0) : ''}\xff`
}

function number(random: Random): string {
  switch (random.below(5)) {
    case 0:
      return byte(random.below(64))
    case 1:
      return byte((random.below(2) << 5) + 24 + random.below(4)) + bytesOf(random, 2 ** random.below(4))
    case 2:
      return random.pick(['\xf9', '\xfa', '\xfb']) + bytesOf(random, random.pick([2, 4, 8]))
    case 3:
      return random.pick([
        '\xf9\x7e\0',
        '\xf9\x3c\0',
        '\xfa\x7f\xc0\0\0',
        '\xfb\x7f\xf0\0\0\0\0\0\0',
        '\x1b\0\x20\0\0\0\0\0\x01',
        '\x3b\0\x20\0\0\0\0\0\0',
        '\x3b\0\x1f\xff\xff\xff\xff\xff\xff',
      ])
    default:
      return random.pick(['\xc2', '\xc3']) + string(random, 2, bytesOf(random, random.pick([0, 1, 8, 9, 40, 128, 129])))
  }
}

const around = (random: Random, inside: string): string =>
  head(random, 6, random.pick([0, 1, 2, 3, 55_799, random.below(70_000)])) + inside

/** The ways to write CBOR. */
export const cborDialect: Dialect = {
  natural: (random, value) => head(random, 0, value),
  text: (random, value) => string(random, 3, utf8(value)),
  list: (random, items) =>
    random.once(8) ? `\x9f${items.join('')}\xff` : head(random, 4, items.length) + items.join(''),
  dict(random, entries) {
    const inside = entries.flat().join('')
    return random.once(8) ? `\xbf${inside}\xff` : head(random, 5, entries.length) + inside
  },
  scalar(random) {
    switch (random.below(9)) {
      case 0:
        return random.pick(['\xf4', '\xf5', '\xf6', '\xf7', '\xf8\x20', '\xe0', '\xff', '\x1c', '\xfc'])
      case 1:
      case 2:
        return number(random)
      case 3:
        return string(random, 2, bytesOf(random, random.below(40)))
      case 4:
        return around(random, cborDialect.scalar(random))
      case 5:
        return string(
          random,
          3,
          random.once(5) ? bytesOf(random, random.below(4)) + random.pick(oddUtf8) : random.pick(fineUtf8),
        )
      default:
        return string(
          random,
          3,
          utf8(random.pick(['', 'a', 'ä', '€', '😀', '\u0000', '\u0000YQ==', '__proto__', '"\\\n', 'x'.repeat(70)])),
        )
    }
  },
  oddKey: (random) => (random.once(2) ? number(random) : cborDialect.scalar(random)),
  costly: [
    '\xa0',
    '\x80',
    '\xa1\x60\xa0',
    '\x07',
    '\x60',
    '\x61a',
    '\x62\xc3\xa9',
    '\x40',
    '\x41a',
    '\xf7',
    '\xf9\x3e\0',
    '\xf9\x7e\0',
    '\xfb?\xb9\x99\x99\x99\x99\x99\x9a',
    '\x3b\0\x20\0\0\0\0\0\0',
    '\xc1\0',
    '\xc2\x41\x01',
    '\xc2\x49\x01\0\0\0\0\0\0\0\0',
    `\xc2\x58\x80${'\xff'.repeat(128)}`,
    `\xc3\x58\x80${'\xff'.repeat(128)}`,
    `${'\xc1'.repeat(58)}\0`,
    '\x7f\xff',
    '\x7f\x61a\x61a\xff',
    '\x5f\xff',
    '\x9f\xff',
    '\xbf\xff',
    `${'\x81'.repeat(58)}\x80`,
    `${'\xa1\x60'.repeat(58)}\xa0`,
    '\xa1\x01\x01',
    '\x62\0\0',
    '\x61\n',
    `\xaa${Array.from({ length: 10 }, (_, index) => `\x62k${index}\x01`).join('')}`,
    `\x78\x40${'a'.repeat(64)}`,
  ],
}
