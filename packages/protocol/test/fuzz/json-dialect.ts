/** JSON for the fuzzer. */
import type { Dialect } from './dialect.ts'
import type { Random } from './random.ts'

const space = (random: Random): string =>
  random.once(12) ? random.pick([' ', '\n', '\t', '\r', '  ', '\u00a0', '\f']) : ''

/** A text in quotes, sometimes with an unnecessary escape, sometimes without a necessary one. */
function text(random: Random, value: string): string {
  const quoted = JSON.stringify(value)
  if (!random.once(8) || quoted.length < 3) return quoted
  const at = 1 + random.below(quoted.length - 2)
  const escape = random.once(3) ? random.pick(['\\', '\\x', '\\u12', '\u0001', '\\ud800', '\\"', '\\/', '\n']) : ''
  const code = quoted.charCodeAt(at).toString(16).padStart(4, '0')
  return (
    quoted.slice(0, at) +
    (escape === '' ? `\\u${random.once(2) ? code : code.toUpperCase()}` : escape) +
    quoted.slice(at + 1)
  )
}

const digits = (random: Random, count: number): string => Array.from({ length: count }, () => random.below(10)).join('')

function number(random: Random): string {
  const sign = random.pick(['', '', '-', '+', '--'])
  switch (random.below(5)) {
    case 0:
      return String(random.below(300))
    case 1:
      return (
        (random.once(5) ? sign : '') +
        (1 + random.below(9)) +
        digits(random, random.pick([0, 14, 15, 16, 17, 20, 308, 309, 400]))
      )
    case 2:
      return `${random.once(5) ? sign : '-'}${random.below(10)}.${digits(random, random.below(20))}`
    case 3:
      return `${random.below(10)}${random.pick(['e', 'E', 'e+', 'e-', '.5e', '.e'])}${digits(random, random.below(4))}`
    default:
      return random.pick([
        '-0',
        '00',
        '01',
        '.5',
        '5.',
        '1e',
        'NaN',
        'Infinity',
        '9007199254740992',
        '9007199254740993',
        '-9007199254740993',
        '1e400',
        '12345678901234567890.5',
        '0x10',
      ])
  }
}

const listed = (random: Random, parts: readonly string[], [open, close]: readonly [string, string]): string => {
  const trailing = random.once(60) ? ',' : ''
  return (
    open +
    space(random) +
    parts.join(`${space(random)},${space(random)}`) +
    trailing +
    space(random) +
    (random.once(200) ? '' : close)
  )
}

/** The ways to write JSON. */
export const jsonDialect: Dialect = {
  natural: (random, value) => (random.once(40) ? `${value}.0` : String(value)),
  text,
  list: (random, items) => listed(random, items, ['[', ']']),
  dict: (random, entries) =>
    listed(
      random,
      entries.map(([key, value]) => `${key}${space(random)}:${space(random)}${value}`),
      ['{', '}'],
    ),
  scalar(random) {
    switch (random.below(6)) {
      case 0:
        return random.pick(['null', 'true', 'false', 'nul', 'True', 'undefined', ''])
      case 1:
      case 2:
        return number(random)
      case 3:
        return text(
          random,
          `\u0000${random.pick(['', 'YQ==', 'YWI=', 'YWJj', 'Y', 'YQ', 'YQ=', '*', ' YQ==', 'YQ\n=='])}`,
        )
      default:
        return text(
          random,
          random.pick([
            '',
            'a',
            'ä',
            '€',
            '😀',
            '\ud800',
            'a\udc00b',
            '__proto__',
            '"\\\n',
            'x'.repeat(70),
            '\ufeff',
            '\u2028',
          ]),
        )
    }
  },
  oddKey: (random) => (random.once(4) ? number(random) : jsonDialect.scalar(random)),
  costly: [
    '{}',
    '[]',
    '{"":{}}',
    '7',
    '""',
    '"a"',
    '"é"',
    '"\\u0000"',
    '"\\u0000YQ=="',
    '"\\u0000\\u0000"',
    '0.1',
    '1e300',
    '-9007199254740993',
    '12345678901234567890',
    `1${'0'.repeat(300)}`,
    '"\\n"',
    '{"1":1}',
    'null',
    `${'['.repeat(58)}${']'.repeat(58)}`,
    `${'{"":'.repeat(58)}0${'}'.repeat(58)}`,
    `{${Array.from({ length: 10 }, (_, index) => `"k${index}":1`).join(',')}}`,
    `"${'a'.repeat(64)}"`,
    '"\\ud83d\\ude00"',
  ],
}
