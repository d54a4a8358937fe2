/**
 * Reads a batch message by message (see `batched.ts`). It keeps the frame and a position. A batch of a megabyte may
 * hold a hundred thousand messages, and an object for each would take fifty megabytes.
 */
import { ProtocolViolation } from '../errors.ts'
import { SEPARATOR, usesAutobahnSeparator } from './batched.ts'

/** A batch that was checked as a whole: if its last message is cut off, none is returned. */
export class BatchReader {
  /** The number of messages in the batch. */
  readonly count: number
  readonly #separator: string
  #batch: string | Uint8Array
  #view: DataView | undefined
  #at = 0

  /** @throws ProtocolViolation for a batch without messages, with an empty text message, or that ends within one. */
  constructor(batch: string | Uint8Array) {
    this.#batch = batch
    this.#separator =
      typeof batch === 'string' && usesAutobahnSeparator(batch) ? SEPARATOR.autobahn : SEPARATOR.standard
    this.#view = typeof batch === 'string' ? undefined : viewOf(batch)
    this.count = typeof batch === 'string' ? countTexts(batch, this.#separator) : countBlocks(batch)
  }

  /** The next message; undefined after the last one. Bytes are a view of the batch. */
  next(): string | Uint8Array | undefined {
    if (this.#at >= this.#batch.length) return undefined
    if (typeof this.#batch === 'string') {
      const start = this.#at
      const end = this.#batch.indexOf(this.#separator, start)
      this.#at = end + 1
      return this.#batch.slice(start, end)
    }
    const start = this.#at + 4
    this.#at = start + (this.#view?.getUint32(this.#at) ?? 0)
    return this.#batch.subarray(start, this.#at)
  }

  /** The number of bytes or characters that have not been read. */
  get left(): number {
    return this.#batch.length - this.#at
  }

  /** Copies the unread part, so that its owner may reuse the buffer. */
  settle(): void {
    if (typeof this.#batch === 'string') return
    this.#batch = new Uint8Array(this.#batch.subarray(this.#at))
    this.#view = viewOf(this.#batch)
    this.#at = 0
  }
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function countTexts(batch: string, separator: string): number {
  if (!batch.endsWith(separator))
    throw new ProtocolViolation('a batch of JSON messages must end with the separator 0x1E')
  let count = 0
  for (let at = 0; at < batch.length; count++) {
    const end = batch.indexOf(separator, at)
    if (end === at) throw new ProtocolViolation('a batch must not be empty, nor hold an empty message')
    at = end + 1
  }
  return count
}

function countBlocks(batch: Uint8Array): number {
  const view = viewOf(batch)
  let count = 0
  for (let at = 0; at < batch.length; count++) {
    const length = at + 4 <= batch.length ? view.getUint32(at) : Infinity
    at += 4 + length
    if (at > batch.length) throw new ProtocolViolation('a batch ends in the middle of a message')
  }
  if (count === 0) throw new ProtocolViolation('a batch must not be empty')
  return count
}
