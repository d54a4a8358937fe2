/** Writes the parts of a payload that comes from another format as JSON. */
import { toBase64 } from '../base64.ts'
import { CLOSE_DICT, CLOSE_LIST, COLON, COMMA, OPEN_DICT, OPEN_LIST } from './json-codes.ts'
import type { PassSink } from './wire-sink.ts'
import type { TextWriter } from './text-writer.ts'

/** Writes a number. Beyond 2^53 it has an exponent, so that it reads as a float and not as an integer. */
export function writeNumber(value: number, out: TextWriter): void {
  if ((value | 0) === value) out.integer(value)
  else if (!Number.isFinite(value)) out.text('null')
  else out.text(Math.abs(value) > 2 ** 53 ? value.toExponential() : String(value))
}

/** Writes bytes as a marked string. */
export const writeBytes = (value: Uint8Array, out: TextWriter): void => out.text(`"\\u0000${toBase64(value)}"`)

/** Writes JSON. */
export class JsonSink implements PassSink {
  readonly #out: TextWriter

  constructor(out: TextWriter) {
    this.#out = out
  }

  nil(): void {
    this.#out.text('null')
  }

  boolean(value: boolean): void {
    this.#out.text(value ? 'true' : 'false')
  }

  number(value: number): void {
    writeNumber(value, this.#out)
  }

  largeInteger(value: bigint): void {
    this.#out.text(String(value))
  }

  text(value: string): void {
    this.#out.quoted(value)
  }

  utf8(frame: Uint8Array, start: number, end: number): void {
    this.#out.quotedUtf8(frame, start, end)
  }

  bytes(value: Uint8Array): void {
    writeBytes(value, this.#out)
  }

  list(): void {
    this.#out.byte(OPEN_LIST)
  }

  dict(): void {
    this.#out.byte(OPEN_DICT)
  }

  next(): void {
    this.#out.byte(COMMA)
  }

  colon(): void {
    this.#out.byte(COLON)
  }

  endList(): void {
    this.#out.byte(CLOSE_LIST)
  }

  endDict(): void {
    this.#out.byte(CLOSE_DICT)
  }

  openList(): number {
    this.list()
    return 0
  }

  openDict(): number {
    this.dict()
    return 0
  }

  closeList(): void {
    this.endList()
  }

  closeDict(): void {
    this.endDict()
  }

  /** JSON is never passed to JSON. */
  shortText(): number {
    return -1
  }
}
