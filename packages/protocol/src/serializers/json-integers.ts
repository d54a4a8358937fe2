/**
 * Integers of JSON that a double cannot hold. `JSON.parse` can tell how a number was spelled, but takes ten times as long
 * for it, for every value of the text. So they are made strings before it, with a mark behind which no other string is.
 */
import { stringEnd } from './json-scan.ts'
import { bytesIn, isMarked, restored } from './json-values.ts'
import { isLarge } from './wire-values.ts'

/** Can this text hold such an integer? A quick look that may say yes too often, never no. */
const mayHoldLargeInteger = /\d{17}|9\d{15}/

const QUOTE = 0x22
const MINUS = 0x2d
const ZERO = 0x30
const NINE = 0x39

/** Behind the mark of bytes: an integer, or what a marked string of the text goes on with. Neither is a letter of Base64. */
const INTEGER = '#'
const STRING = '!'

/** Parses application values: dictionaries without prototype, marked strings as bytes, large integers as bigints. */
export const parseValues = (text: string): unknown =>
  mayHoldLargeInteger.test(text) ? restored(JSON.parse(withMarks(text)), unmarked) : restored(JSON.parse(text), bytesIn)

function unmarked(text: string): unknown {
  if (!isMarked(text)) return text
  if (text[1] === STRING) return bytesIn(text[0] + text.slice(2))
  const exact = BigInt(text.slice(2))
  return isLarge(exact) ? exact : Number(exact)
}

/** The text with marks: integers become strings, and strings that have the mark of bytes another one behind it. */
function withMarks(text: string): string {
  let marked = ''
  let done = 0
  const replace = (from: number, to: number, by: string): void => {
    marked += text.slice(done, from) + by
    done = to
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) {
      if (text.startsWith('\\u0000', at + 1)) replace(at + 7, at + 7, STRING)
      at = stringEnd(text, at)
    } else if (isDigit(code) || code === MINUS) {
      const end = numberEnd(text, at)
      if (isLong(text, at, end)) replace(at, end, `"\\u0000${INTEGER}${text.slice(at, end)}"`)
      at = end - 1
    }
  }
  return marked + text.slice(done)
}

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE

/** Where a number ends, whose digits may have a point, an exponent and signs between them. */
function numberEnd(text: string, start: number): number {
  let at = start + 1
  while (isDigit(text.charCodeAt(at)) || IN_FLOATS.has(text.charCodeAt(at))) at++
  return at
}

/** The codes of `.eE+-`. */
const IN_FLOATS: ReadonlySet<number> = new Set([0x2e, 0x65, 0x45, 0x2b, MINUS])

/** Integers that a double may not hold. It ends at 309 digits: what is longer reads as infinite, and costs no arithmetic. */
const integer = /^-?\d{16,309}$/
const FEWEST_DIGITS = 16
const MOST_CHARACTERS = 310

/** Is the number between the two positions an integer of so many digits that a double may lack some? */
const isLong = (text: string, start: number, end: number): boolean =>
  end - start >= FEWEST_DIGITS && end - start <= MOST_CHARACTERS && integer.test(text.slice(start, end))
