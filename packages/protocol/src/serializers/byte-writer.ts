/** A buffer that grows, for the two binary formats. It is kept from message to message unless one was very large. */
const FIRST_BYTES = 8192

/** A buffer larger than this is given up after the message that needed it. */
const MOST_KEPT_BYTES = 262_144

/** Texts up to this length are written in a loop, which is faster than to begin with an encoder. */
const SHORT_TEXT = 48

const utf8 = new TextEncoder()

export class ByteWriter {
  #bytes = new Uint8Array(FIRST_BYTES)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  /** How many bytes are written. */
  get length(): number {
    return this.#length
  }

  /** What is written, until more is. */
  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** A copy of what is written. Afterwards the writer is empty. */
  finish(): Uint8Array {
    const written = this.#bytes.slice(0, this.#length)
    this.reset()
    return written
  }

  /** Forgets what is written. */
  reset(): void {
    this.#length = 0
    if (this.#bytes.length > MOST_KEPT_BYTES) this.#resize(FIRST_BYTES)
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  /** A byte, then an unsigned integer of 8 bits. */
  head8(head: number, value: number): void {
    this.#reserve(2)
    this.#bytes[this.#length++] = head
    this.#bytes[this.#length++] = value
  }

  /** A byte, then an unsigned integer of 16 bits, big-endian as all here. */
  head16(head: number, value: number): void {
    this.#reserve(3)
    this.#bytes[this.#length] = head
    this.#view.setUint16(this.#length + 1, value)
    this.#length += 3
  }

  /** A byte, then an unsigned integer of 32 bits. */
  head32(head: number, value: number): void {
    this.#reserve(5)
    this.#bytes[this.#length] = head
    this.#view.setUint32(this.#length + 1, value)
    this.#length += 5
  }

  /** A byte, then the lower 64 bits of an integer (of which a number may have 53). */
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

  /** A byte, then a float of 64 bits. */
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

  /** A text in UTF-8. Half a surrogate pair is U+FFFD. */
  text(value: string): void {
    if (value.length > SHORT_TEXT) {
      this.#reserve(value.length * 3)
      this.#length += utf8.encodeInto(value, this.#bytes.subarray(this.#length)).written
      return
    }
    this.#reserve(value.length * 3)
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code < 0x80) this.#bytes[this.#length++] = code
      else if (this.#character(code, value.charCodeAt(index + 1))) index++
    }
  }

  /** A character beyond ASCII, for which there is room. True where it was a pair of surrogates. */
  #character(code: number, next: number): boolean {
    if (code < 0x800) this.#bytes[this.#length++] = 0xc0 | (code >> 6)
    else if (code < 0xd800 || code > 0xdfff) this.#two(0xe0 | (code >> 12), code >> 6)
    else if (code < 0xdc00 && next >= 0xdc00 && next <= 0xdfff) {
      const point = 0x1_0000 + ((code - 0xd800) << 10) + next - 0xdc00
      this.#bytes[this.#length++] = 0xf0 | (point >> 18)
      this.#two(0x80 | ((point >> 12) & 0x3f), point >> 6)
      this.#bytes[this.#length++] = 0x80 | (point & 0x3f)
      return true
    } else return this.#character(REPLACEMENT, 0)
    this.#bytes[this.#length++] = 0x80 | (code & 0x3f)
    return false
  }

  #two(first: number, second: number): void {
    this.#bytes[this.#length++] = first
    this.#bytes[this.#length++] = 0x80 | (second & 0x3f)
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

/** What stands for half a surrogate pair. */
const REPLACEMENT = 0xfffd

/** How many bytes a text takes in UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x80) continue
    if (code < 0x800) length++
    else {
      length += 2
      const next = code >= 0xd800 && code < 0xdc00 ? text.charCodeAt(index + 1) : 0
      if (next >= 0xdc00 && next <= 0xdfff) index++
    }
  }
  return length
}
