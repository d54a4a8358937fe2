/** A buffer that grows, for the two binary formats. It is kept from message to message unless one was very large. */
const FIRST_BYTES = 8192

/** A buffer larger than this is given up after the message that needed it. */
const MOST_KEPT_BYTES = 262_144

/** Texts up to this length are tried as ASCII in a loop, which is faster than to begin with an encoder. */
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

  /** A text in UTF-8 behind its head, which `writeHead` writes for a number of bytes. Half a surrogate pair is U+FFFD. */
  text(value: string, writeHead: (length: number) => void): void {
    if (value.length > SHORT_TEXT || !this.#ascii(value, writeHead)) this.#encoded(value, writeHead)
  }

  #ascii(value: string, writeHead: (length: number) => void): boolean {
    const start = this.#length
    writeHead(value.length)
    this.#reserve(value.length)
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code >= 0x80) {
        this.#length = start
        return false
      }
      this.#bytes[this.#length++] = code
    }
    return true
  }

  /** The length is known only afterwards: the text is encoded where it lies behind the longest head, then moved. */
  #encoded(value: string, writeHead: (length: number) => void): void {
    const start = this.#length
    this.#reserve(value.length * 3 + LONGEST_HEAD)
    const first = start + LONGEST_HEAD
    const { written } = utf8.encodeInto(value, this.#bytes.subarray(first))
    writeHead(written)
    this.#bytes.copyWithin(this.#length, first, first + written)
    this.#length += written
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

const LONGEST_HEAD = 5
