import { MINUS, ZERO } from './json-codes.ts'

/**
 * The size of the buffer, which is reused for the next message. Only the part that was written to takes memory. A buffer
 * that grows while a large message is written costs several times as much: the compiled code that writes is thrown away
 * when it first meets that case.
 */
const BUFFER_BYTES = 4_194_304

/** Blocks up to this length are copied in a loop, which is faster than a call of `set`. */
const SHORT_BLOCK = 32

/** The most digits of an integer of 32 bits. */
const MOST_DIGITS = 10

/** A growing buffer. */
export class ByteWriter {
  protected bytes: Uint8Array = new Uint8Array(BUFFER_BYTES)
  protected size = 0
  #view = new DataView(this.bytes.buffer)

  /** The number of written bytes. */
  get length(): number {
    return this.size
  }

  /** A view of the written bytes, valid until the next write. */
  written(): Uint8Array {
    return this.bytes.subarray(0, this.size)
  }

  /** A copy of the written bytes. Afterwards the writer is empty. */
  finish(): Uint8Array {
    const written = this.bytes.slice(0, this.size)
    this.reset()
    return written
  }

  /** Discards the written bytes. */
  reset(): void {
    this.size = 0
    if (this.bytes.length > BUFFER_BYTES) this.#resize(BUFFER_BYTES)
  }

  /** Discards what was written after this length. */
  cutTo(length: number): void {
    this.size = length
  }

  byte(value: number): void {
    this.reserve(1)
    this.bytes[this.size++] = value
  }

  /** Writes a byte and an unsigned integer of 8 bits. */
  head8(head: number, value: number): void {
    this.reserve(2)
    this.bytes[this.size++] = head
    this.bytes[this.size++] = value
  }

  /** Writes a byte and an unsigned integer of 16 bits. All integers are big-endian. */
  head16(head: number, value: number): void {
    this.reserve(3)
    this.bytes[this.size] = head
    this.#view.setUint16(this.size + 1, value)
    this.size += 3
  }

  /** Writes a byte and an unsigned integer of 32 bits. */
  head32(head: number, value: number): void {
    this.reserve(5)
    this.bytes[this.size] = head
    this.#view.setUint32(this.size + 1, value)
    this.size += 5
  }

  /** Writes a byte and the lower 64 bits of an integer. A number may have up to 53. */
  head64(head: number, value: number | bigint): void {
    this.reserve(9)
    this.bytes[this.size] = head
    if (typeof value === 'bigint') this.#view.setBigInt64(this.size + 1, BigInt.asIntN(64, value))
    else {
      this.#view.setInt32(this.size + 1, Math.floor(value / 2 ** 32))
      this.#view.setUint32(this.size + 5, value >>> 0)
    }
    this.size += 9
  }

  /** Writes a byte and a float of 64 bits. */
  float(head: number, value: number): void {
    this.reserve(9)
    this.bytes[this.size] = head
    this.#view.setFloat64(this.size + 1, value)
    this.size += 9
  }

  /** Writes the decimal digits of an integer of 32 bits. */
  integer(value: number): void {
    this.reserve(MOST_DIGITS + 1)
    const { bytes } = this
    if (value < 0) bytes[this.size++] = MINUS
    // It stays an unsigned integer: V8 divides such a number by 10 several times as fast as a float.
    let rest = (value < 0 ? -value : value) >>> 0
    let at = (this.size += digitsOf(rest))
    do {
      const tens = (rest / 10) >>> 0
      bytes[--at] = ZERO + rest - tens * 10
      rest = tens
    } while (rest > 0)
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.bytes.set(bytes, this.size)
    this.size += bytes.length
  }

  /** Writes a part of other bytes. */
  copy(bytes: Uint8Array, start: number, end: number): void {
    if (end - start > SHORT_BLOCK) return this.append(bytes.subarray(start, end))
    this.reserve(end - start)
    for (let index = start; index < end; index++) this.bytes[this.size++] = bytes[index] ?? 0
  }

  /** Replaces a written byte. */
  patch(at: number, value: number): void {
    this.bytes[at] = value
  }

  /** Replaces the byte at `place` by a byte and an unsigned integer of 8 bits. What follows moves. */
  widen8(place: number, head: number, value: number): void {
    this.#widen(place, head, 1)
    this.bytes[place + 1] = value
  }

  /** The same with an integer of 16 bits. */
  widen16(place: number, head: number, value: number): void {
    this.#widen(place, head, 2)
    this.#view.setUint16(place + 1, value)
  }

  /** The same with an integer of 32 bits. */
  widen32(place: number, head: number, value: number): void {
    this.#widen(place, head, 4)
    this.#view.setUint32(place + 1, value)
  }

  #widen(place: number, head: number, more: number): void {
    this.reserve(more)
    this.bytes.copyWithin(place + 1 + more, place + 1, this.size)
    this.bytes[place] = head
    this.size += more
  }

  protected reserve(more: number): void {
    const needed = this.size + more
    if (needed > this.bytes.length) this.#resize(Math.max(needed, this.bytes.length * 2))
  }

  #resize(size: number): void {
    const old = this.bytes
    this.bytes = new Uint8Array(size)
    this.#view = new DataView(this.bytes.buffer)
    this.bytes.set(old.subarray(0, this.size))
  }
}

/** The number of decimal digits of an unsigned integer of 32 bits. */
function digitsOf(value: number): number {
  let digits = 1
  let rest = value
  for (; rest >= 10_000; rest = (rest / 10_000) >>> 0) digits += 4
  if (rest >= 1_000) return digits + 3
  if (rest >= 100) return digits + 2
  return rest >= 10 ? digits + 1 : digits
}
