/** The cases of the fuzzer: messages that are valid, nearly valid, or especially costly. */
import type { Dialect } from './dialect.ts'
import type { Random } from './random.ts'

/**
 * One line per message: code, then elements. `#` is an id, `{}` a dictionary, `+` a payload, other elements are texts.
 */
const LAYOUTS = [
  '1 realm {}',
  '2 # {}',
  '3 {} reason +',
  '4 method {}',
  '5 signature {}',
  '6 {} reason',
  '8 # # {} error +',
  '16 # {} topic +',
  '17 # #',
  '32 # {} topic',
  '33 # #',
  '34 # # {}',
  '35 # {}',
  '36 # # {} +',
  '48 # {} procedure +',
  '49 # {}',
  '50 # {} +',
  '64 # {} procedure',
  '65 # #',
  '66 # #',
  '67 # {}',
  '68 # # {} +',
  '69 # {}',
  '70 # {} +',
  '337 #',
].map((layout) => layout.split(' '))

const KNOWN_KEYS = [
  'acknowledge',
  'exclude_me',
  'disclose_me',
  'retain',
  'exclude',
  'eligible',
  'eligible_authid',
  'match',
  'get_retained',
  'invoke',
  'concurrency',
  'timeout',
  'receive_progress',
  'progress',
  'mode',
  'enc_algo',
  'ppt_scheme',
  'roles',
  'authmethods',
  'authid',
  'authextra',
  'topic',
  'subscription',
  '__proto__',
  'constructor',
  '0',
  '4294967295',
  '',
]

/** The default limit of transports in bytes. */
const LARGE = 1_048_576

/** One frame; for JSON it is the text. */
export function frameOf(dialect: Dialect, random: Random): string {
  if (random.once(40)) return costly(dialect, random)
  const frame = message(dialect, random)
  return random.once(3) ? mutated(frame, dialect, random) : frame
}

function message(dialect: Dialect, random: Random): string {
  const [code = '16', ...fields] = random.pick(LAYOUTS)
  const elements = [dialect.natural(random, random.once(50) ? random.below(400) : Number(code))]
  for (const field of fields) {
    if (random.once(60)) elements.push(value(dialect, random, 3))
    else if (field === '#')
      elements.push(dialect.natural(random, random.pick([0, 1, random.below(300), 2 ** 32, 2 ** 53])))
    else if (field === '{}') elements.push(options(dialect, random))
    else if (field === '+') elements.push(...payload(dialect, random))
    else elements.push(dialect.text(random, random.once(9) ? '' : `com.example.${field}`))
  }
  if (random.once(30))
    elements.splice(
      random.below(elements.length),
      random.below(3),
      ...random.several(2, () => value(dialect, random, 2)),
    )
  return dialect.list(random, elements)
}

function payload(dialect: Dialect, random: Random): string[] {
  if (random.once(4)) return []
  const args = random.once(12)
    ? value(dialect, random, 2)
    : dialect.list(
        random,
        random.several(4, () => value(dialect, random, 4)),
      )
  return random.once(2) ? [args] : [args, random.once(12) ? value(dialect, random, 2) : dict(dialect, random, 4)]
}

const options = (dialect: Dialect, random: Random): string =>
  dialect.dict(
    random,
    random.several(3, () => [dialect.text(random, random.pick(KNOWN_KEYS)), option(dialect, random)] as const),
  )

const option = (dialect: Dialect, random: Random): string =>
  random.once(3)
    ? dialect.list(
        random,
        random.several(3, () => dialect.natural(random, 1 + random.below(99))),
      )
    : value(dialect, random, 3)

function value(dialect: Dialect, random: Random, depth: number): string {
  if (random.once(300)) return deep(dialect, random)
  if (depth === 0 || !random.once(3)) return dialect.scalar(random)
  return random.once(2)
    ? dialect.list(
        random,
        random.several(4, () => value(dialect, random, depth - 1)),
      )
    : dict(dialect, random, depth)
}

function dict(dialect: Dialect, random: Random, depth: number): string {
  const key = (): string => (random.once(12) ? dialect.oddKey(random) : dialect.text(random, random.pick(KNOWN_KEYS)))
  return dialect.dict(
    random,
    random.several(4, () => [key(), value(dialect, random, depth - 1)] as const),
  )
}

/** A frame that nests about as deep as the limit, or deeper. */
function deep(dialect: Dialect, random: Random): string {
  let inside = dialect.scalar(random)
  for (let level = random.pick([10, 59, 60, 61, 62, 63, 64, 65, 200]); level > 0; level--) {
    inside = random.once(2)
      ? dialect.list(random, [inside])
      : dialect.dict(random, [[dialect.text(random, ''), inside]])
  }
  return inside
}

/** A frame with many costly values, in the payload or in the options. Few cases are as large as a message may be. */
function costly(dialect: Dialect, random: Random): string {
  const size = random.once(20) ? LARGE - random.below(LARGE >> 1) : random.pick([500, 4000, 4000, 16_000, 65_000])
  const items = random.once(4) ? [manyKeys(dialect, random, size)] : repeated(random.pick(dialect.costly), size)
  const inside = dialect.list(random, items)
  const isOption = random.once(4)
  const dictionary = isOption
    ? dialect.dict(random, [[dialect.text(random, 'exclude'), inside]])
    : dialect.dict(random, [])
  const head = [
    dialect.natural(random, 16),
    dialect.natural(random, 1),
    dictionary,
    dialect.text(random, 'com.example.topic'),
  ]
  const frame = dialect.list(random, isOption ? head : [...head, inside])
  return frame.length > LARGE ? costly(dialect, random) : frame
}

const repeated = (item: string, size: number): string[] =>
  Array.from({ length: Math.ceil(size / (item.length + 1)) }, () => item)

function manyKeys(dialect: Dialect, random: Random, size: number): string {
  const long = random.pick([0, 0, 8, 20, 100])
  const spelled = random.pick([
    (index: number) => index.toString(36),
    String,
    (index: number) => String(Math.imul(index, 0x9e37_79b1) >>> 0),
  ])
  const count = Math.ceil(size / (long + 8))
  const nothing = dialect.list(random, [])
  return dialect.dict(
    random,
    Array.from(
      { length: count },
      (_, index) => [dialect.text(random, 'k'.repeat(long) + spelled(index)), nothing] as const,
    ),
  )
}

/** A frame with some bytes removed, doubled, changed, or copied from another message. */
function mutated(frame: string, dialect: Dialect, random: Random): string {
  let changed = frame
  for (let edits = 1 + random.below(3); edits > 0; edits--) {
    const at = random.below(changed.length + 1)
    const end = at + random.below(4)
    switch (random.below(6)) {
      case 0:
        changed = changed.slice(0, at)
        break
      case 1:
        changed = changed.slice(0, at) + changed.slice(end)
        break
      case 2:
        changed = changed.slice(0, end) + changed.slice(at)
        break
      case 3:
        changed = changed.slice(0, at) + dialect.scalar(random) + changed.slice(end)
        break
      case 4:
        changed = changed.slice(0, at) + message(dialect, random).slice(at)
        break
      default:
        changed = changed.slice(0, at) + String.fromCharCode(random.below(256)) + changed.slice(at + 1)
    }
  }
  return changed
}
