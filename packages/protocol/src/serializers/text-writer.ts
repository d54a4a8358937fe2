/** Texts for all formats: in UTF-8, and for JSON with quotes and escapes. */
import { ByteWriter } from './byte-writer.ts'
import { BACKSLASH, LOWER_U, NINE, QUOTE, ZERO } from './json-codes.ts'
import { textOf } from './utf8.ts'

/** Texts up to this length are encoded in a loop, which is faster than a call of the encoder. */
const SHORT_TEXT = 48

/** The longest text whose length both binary formats add to the byte of its head. */
const MOST_SHORT = 23

/** The most bytes of a character in UTF-8. */
const MOST_CHARACTER = 4

const utf8 = new TextEncoder()

/** A growing buffer that also takes texts. */
export class TextWriter extends ByteWriter {
  /** Writes a text in UTF-8. A lone surrogate becomes U+FFFD. */
  text(value: string): void {
    this.reserve(value.length * 3)
    if (value.length > SHORT_TEXT) {
      this.size += utf8.encodeInto(value, this.bytes.subarray(this.size)).written
      return
    }
    for (let index = this.#plain(value, 0, NEVER); index < value.length; index = this.#plain(value, index, NEVER))
      index = this.#character(value, index)
  }

  /** Writes a short text if it is ASCII. False, and nothing is written, when it is not. */
  ascii(value: string): boolean {
    if (value.length > SHORT_TEXT) return false
    const start = this.size
    this.reserve(value.length)
    if (this.#plain(value, 0, NEVER) === value.length) return true
    this.size = start
    return false
  }

  /** Writes a text with quotes and escapes as JSON has it. A lone surrogate becomes U+FFFD. */
  quoted(value: string): void {
    if (value.length > SHORT_TEXT) return this.text(JSON.stringify(value.toWellFormed()))
    this.reserve(value.length * 6 + 2)
    this.bytes[this.size++] = QUOTE
    for (let index = this.#plain(value, 0, ESCAPED); index < value.length; index = this.#plain(value, index, ESCAPED)) {
      const code = value.charCodeAt(index)
      if (code >= 0x80) index = this.#character(value, index)
      else {
        this.#escape(code)
        index++
      }
    }
    this.bytes[this.size++] = QUOTE
  }

  /** Writes a text that is given in UTF-8, with quotes and escapes as JSON has it. */
  quotedUtf8(frame: Uint8Array, start: number, end: number): void {
    if (end - start > SHORT_TEXT) return this.quoted(textOf(frame.subarray(start, end)))
    this.reserve((end - start) * 6 + 2)
    this.bytes[this.size++] = QUOTE
    for (let at = start; at < end; at++) {
      const code = frame[at] ?? 0
      if (code < 0x80 && ESCAPED[code] !== 0) this.#escape(code)
      else this.bytes[this.size++] = code
    }
    this.bytes[this.size++] = QUOTE
  }

  /**
   * Writes the text of JSON, given in UTF-8, that ends at the next quote, behind a byte that is the sum of `head` and
   * its length. Returns its length in JSON; -1, and nothing is written, when it is too long or holds the character 0,
   * which may mark bytes.
   */
  shortText(json: Uint8Array, start: number, head: number): number {
    this.reserve(MOST_SHORT + MOST_CHARACTER + 1)
    const { bytes, size: place } = this
    let end = place + 1
    let index = start
    for (let code = json[index] ?? 0; code !== QUOTE; code = json[++index] ?? 0) {
      const meant = code === BACKSLASH ? (MEANT[json[++index] ?? 0] ?? 0) : code
      if (meant !== 0) bytes[end++] = meant
      else {
        this.size = end
        index += this.#unicode(json, index + 1)
        end = this.size
      }
      if (end - place - 1 > MOST_SHORT || bytes[end - 1] === 0) {
        this.size = place
        return -1
      }
    }
    bytes[place] = head + end - place - 1
    this.size = end
    return index - start
  }

  /**
   * Writes the character whose escape of four digits starts here, for which there is room. Returns the number of bytes
   * that belong to the escape.
   */
  #unicode(json: Uint8Array, start: number): number {
    const unit = hexAt(json, start)
    if (unit < 0x80) {
      this.bytes[this.size++] = unit
      return 4
    }
    const isPair = isHigh(unit) && json[start + 4] === BACKSLASH && json[start + 5] === LOWER_U
    const next = isPair ? hexAt(json, start + 6) : 0
    if (isLow(next)) {
      this.#point(pointOf(unit, next))
      return 10
    }
    this.#point(isHigh(unit) || isLow(unit) ? REPLACEMENT : unit)
    return 4
  }

  /** Writes an escaped ASCII character, for which there is room: `\\n`, or `\\u001f`. */
  #escape(code: number): void {
    const letter = ESCAPED[code] ?? 0
    this.#two(BACKSLASH, letter)
    if (letter !== LOWER_U) return
    this.#two(ZERO, ZERO)
    this.#two(HEX.charCodeAt(code >> 4), HEX.charCodeAt(code & 15))
  }

  /** Writes the ASCII characters from this index on, for which there is room, up to the first other or escaped one. */
  #plain(value: string, start: number, escaped: Uint8Array): number {
    const bytes = this.bytes
    let at = this.size
    let index = start
    for (; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code >= 0x80 || escaped[code] !== 0) break
      bytes[at++] = code
    }
    this.size = at
    return index
  }

  /** Writes the character beyond ASCII at this index, for which there is room. Returns the index of the next. */
  #character(value: string, index: number): number {
    const unit = value.charCodeAt(index)
    const next = value.charCodeAt(index + 1)
    if (isHigh(unit) && isLow(next)) {
      this.#point(pointOf(unit, next))
      return index + 2
    }
    this.#point(isHigh(unit) || isLow(unit) ? REPLACEMENT : unit)
    return index + 1
  }

  /** Writes the code point of a character beyond ASCII, for which there is room. */
  #point(point: number): void {
    if (point < 0x800) return this.#two(0xc0 | (point >> 6), 0x80 | (point & 0x3f))
    if (point < 0x1_0000) this.bytes[this.size++] = 0xe0 | (point >> 12)
    else this.#two(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f))
    this.#two(0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f))
  }

  #two(first: number, second: number): void {
    this.bytes[this.size++] = first
    this.bytes[this.size++] = second
  }
}

/** Replaces a lone surrogate. */
const REPLACEMENT = 0xfffd

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000
const pointOf = (high: number, low: number): number => 0x1_0000 + ((high - 0xd800) << 10) + low - 0xdc00

/** The number that four hexadecimal digits stand for. */
function hexAt(json: Uint8Array, start: number): number {
  let value = 0
  for (let at = start; at < start + 4; at++) {
    const code = json[at] ?? 0
    value = value * 16 + (code & 15) + (code > NINE ? 9 : 0)
  }
  return value
}

const HEX = '0123456789abcdef'

/** For each ASCII character what follows the backslash when JSON escapes it, otherwise 0. */
const ESCAPED = Uint8Array.from({ length: 0x80 }, (_, code) => {
  const spelled = JSON.stringify(String.fromCharCode(code)).slice(1, -1)
  return spelled.length > 1 ? spelled.charCodeAt(1) : 0
})
/** For each ASCII character what it stands for behind a backslash in JSON, otherwise 0. */
const MEANT = new Uint8Array(0x80)
for (const [code, letter] of ESCAPED.entries()) if (letter !== 0 && letter !== LOWER_U) MEANT[letter] = code
MEANT[0x2f] = 0x2f
const NEVER = new Uint8Array(0x80)
