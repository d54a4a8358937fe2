/** A growing buffer for the two binary formats. It is reused for the next message, unless it has become very large. */
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

  /** Writes a character beyond ASCII, for which there is room. True when it was a pair of surrogates. */
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

/** Replaces a lone surrogate. */
const REPLACEMENT = 0xfffd

/** The bytes of a text in UTF-8. */
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
