import { BACKSLASH, LOWER_U, QUOTE, ZERO } from './json-codes.ts'

/** A growing buffer for all formats. It is reused for the next message, unless it has become very large. */
const FIRST_BYTES = 8192

/** A larger buffer is released after its message. */
const MOST_KEPT_BYTES = 262_144

/** Texts up to this length are encoded in a loop, which is faster than a call of the encoder. */
const SHORT_TEXT = 48

const utf8 = new TextEncoder()

/** A growing buffer. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  /** The number of written bytes. */
  get length(): number {
    return this.#length
  }

  /** A view of the written bytes, valid until the next write. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** A copy of the written bytes. Afterwards the writer is empty. */
  finish(): Uint8Array {
    const written = this.#bytes.slice(0, this.#length)
    this.reset()
    return written
  }

  /** Discards the written bytes. */
  reset(): void {
    this.#length = 0
    if (this.#bytes.length > MOST_KEPT_BYTES) this.#resize(FIRST_BYTES)
  }

  /** Discards what was written after this length. */
  cutTo(length: number): void {
    this.#length = length
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  /** Writes a byte and an unsigned integer of 8 bits. */
  head8(head: number, value: number): void {
    this.#reserve(2)
    this.#bytes[this.#length++] = head
    this.#bytes[this.#length++] = value
  }

  /** Writes a byte and an unsigned integer of 16 bits. All integers are big-endian. */
  head16(head: number, value: number): void {
    this.#reserve(3)
    this.#bytes[this.#length] = head
    this.#view.setUint16(this.#length + 1, value)
    this.#length += 3
  }

  /** Writes a byte and an unsigned integer of 32 bits. */
  head32(head: number, value: number): void {
    this.#reserve(5)
    this.#bytes[this.#length] = head
    this.#view.setUint32(this.#length + 1, value)
    this.#length += 5
  }

  /** Writes a byte and the lower 64 bits of an integer. A number may have up to 53. */
  head64(head: number, value: number | bigint): void {
    this.#reserve(9)
    this.#bytes[this.#length] = head
    if (typeof value === 'bigint') this.#view.setBigInt64(this.#length + 1, BigInt.asIntN(64, value))
    else {
      this.#view.setInt32(this.#length + 1, Math.floor(value / 2 ** 32))
      this.#view.setUint32(this.#length + 5, value >>> 0)
    }
    this.#length += 9
  }

  /** Writes a byte and a float of 64 bits. */
  float(head: number, value: number): void {
    this.#reserve(9)
    this.#bytes[this.#length] = head
    this.#view.setFloat64(this.#length + 1, value)
    this.#length += 9
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** Writes a text in UTF-8. A lone surrogate becomes U+FFFD. */
  text(value: string): void {
    this.#reserve(value.length * 3)
    if (value.length > SHORT_TEXT) {
      this.#length += utf8.encodeInto(value, this.#bytes.subarray(this.#length)).written
      return
    }
    for (let index = this.#plain(value, 0, NEVER); index < value.length; index = this.#plain(value, index, NEVER))
      index = this.#character(value, index)
  }

  /** Writes a short text if it is ASCII. False, and nothing is written, when it is not. */
  ascii(value: string): boolean {
    if (value.length > SHORT_TEXT) return false
    const start = this.#length
    this.#reserve(value.length)
    if (this.#plain(value, 0, NEVER) === value.length) return true
    this.#length = start
    return false
  }

  /** Writes a text with quotes and escapes as JSON has it. A lone surrogate becomes U+FFFD. */
  quoted(value: string): void {
    if (value.length > SHORT_TEXT) return this.text(JSON.stringify(value.toWellFormed()))
    this.#reserve(value.length * 6 + 2)
    this.#bytes[this.#length++] = QUOTE
    for (let index = this.#plain(value, 0, ESCAPED); index < value.length; index = this.#plain(value, index, ESCAPED)) {
      const code = value.charCodeAt(index)
      if (code >= 0x80) index = this.#character(value, index)
      else {
        this.#escape(code)
        index++
      }
    }
    this.#bytes[this.#length++] = QUOTE
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
    const bytes = this.#bytes
    let at = this.#length
    let index = start
    for (; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code >= 0x80 || escaped[code] !== 0) break
      bytes[at++] = code
    }
    this.#length = at
    return index
  }

  /** Writes the character beyond ASCII at this index, for which there is room. Returns the index of the next. */
  #character(value: string, index: number): number {
    const code = value.charCodeAt(index)
    const next = value.charCodeAt(index + 1)
    if (code < 0x800) this.#bytes[this.#length++] = 0xc0 | (code >> 6)
    else if (code < 0xd800 || code > 0xdfff) this.#two(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f))
    else if (code < 0xdc00 && next >= 0xdc00 && next <= 0xdfff) {
      const point = 0x1_0000 + ((code - 0xd800) << 10) + next - 0xdc00
      this.#two(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f))
      this.#two(0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f))
      return index + 2
    } else {
      this.append(REPLACEMENT)
      return index + 1
    }
    this.#bytes[this.#length++] = 0x80 | (code & 0x3f)
    return index + 1
  }

  #two(first: number, second: number): void {
    this.#bytes[this.#length++] = first
    this.#bytes[this.#length++] = second
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed > this.#bytes.length) this.#resize(Math.max(needed, this.#bytes.length * 2))
  }

  #resize(size: number): void {
    const old = this.#bytes
    this.#bytes = new Uint8Array(size)
    this.#view = new DataView(this.#bytes.buffer)
    this.#bytes.set(old.subarray(0, this.#length))
  }
}

/** Replaces a lone surrogate: U+FFFD. */
const REPLACEMENT = Uint8Array.of(0xef, 0xbf, 0xbd)

const HEX = '0123456789abcdef'

/** For each ASCII character what follows the backslash when JSON escapes it, otherwise 0. */
const ESCAPED = Uint8Array.from({ length: 0x80 }, (_, code) => {
  const spelled = JSON.stringify(String.fromCharCode(code)).slice(1, -1)
  return spelled.length > 1 ? spelled.charCodeAt(1) : 0
})
const NEVER = new Uint8Array(0x80)
