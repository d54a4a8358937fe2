/**
 * Writes values in CBOR: integers and lengths in their shortest form, floats in 64 bits, like most other
 * implementations.
 */
import { utf8Length } from './utf8.ts'
import type { TextWriter } from './text-writer.ts'
import { MAJOR, TAG } from './cbor-head.ts'
import { bytesOfInteger } from './wide-numbers.ts'
import type { PassSink } from './wire-sink.ts'

/** Writes values in CBOR. */
export class CborSink implements PassSink {
  readonly #out: TextWriter

  constructor(out: TextWriter) {
    this.#out = out
  }

  nil(): void {
    this.#out.byte(0xf6)
  }

  boolean(value: boolean): void {
    this.#out.byte(value ? 0xf5 : 0xf4)
  }

  number(value: number): void {
    if (value >= 0 && value < 24 && Number.isInteger(value)) this.#out.byte(value)
    else if (!Number.isInteger(value) || value > 2 ** 53 || value < -(2 ** 53)) this.#out.float(0xfb, value)
    else if (value >= 0) this.#head(MAJOR.uint, value)
    else this.#head(MAJOR.negative, -1 - value)
  }

  /** Integers beyond 64 bits have a tag and their digits as bytes. */
  largeInteger(value: bigint): void {
    if (BigInt.asUintN(64, value) === value) this.#out.head64(0x1b, value)
    else if (BigInt.asUintN(64, -1n - value) === -1n - value) this.#out.head64(0x3b, -1n - value)
    else this.#tagged(value)
  }

  #tagged(value: bigint): void {
    const magnitude = value < 0n ? -1n - value : value
    this.#head(MAJOR.tag, value < 0n ? TAG.negative : TAG.integer)
    this.bytes(bytesOfInteger(magnitude))
  }

  text(value: string): void {
    const before = this.#out.length
    this.#head(MAJOR.text, value.length)
    if (this.#out.ascii(value)) return
    this.#out.cutTo(before)
    this.#head(MAJOR.text, utf8Length(value))
    this.#out.text(value)
  }

  bytes(value: Uint8Array): void {
    this.#head(MAJOR.bytes, value.length)
    this.#out.append(value)
  }

  list(count: number): void {
    this.#head(MAJOR.list, count)
  }

  dict(count: number): void {
    this.#head(MAJOR.dict, count)
  }

  /** Writes the head of an item: its kind, and its value, length or count. */
  #head(major: number, argument: number): void {
    const high = major << 5
    if (argument < 24) this.#out.byte(high + argument)
    else if (argument < 0x100) this.#out.head8(high + 24, argument)
    else if (argument < 0x1_0000) this.#out.head16(high + 25, argument)
    else if (argument < 0x1_0000_0000) this.#out.head32(high + 26, argument)
    else this.#out.head64(high + 27, argument)
  }

  utf8(frame: Uint8Array, start: number, end: number): void {
    this.#head(MAJOR.text, end - start)
    this.#out.copy(frame, start, end)
  }

  shortText(json: Uint8Array, start: number): number {
    return this.#out.shortText(json, start, MAJOR.text << 5)
  }

  openList(): number {
    return this.#open()
  }

  openDict(): number {
    return this.#open()
  }

  closeList(place: number, count: number): void {
    this.#close(place, count, MAJOR.list << 5)
  }

  closeDict(place: number, count: number): void {
    this.#close(place, count, MAJOR.dict << 5)
  }

  /** Leaves a byte for a short head. */
  #open(): number {
    this.#out.byte(0)
    return this.#out.length - 1
  }

  #close(place: number, count: number, high: number): void {
    if (count < 24) this.#out.patch(place, high + count)
    else if (count < 0x100) this.#out.widen8(place, high + 24, count)
    else if (count < 0x1_0000) this.#out.widen16(place, high + 25, count)
    else this.#out.widen32(place, high + 26, count)
  }

  next(): void {}
  colon(): void {}
  endList(): void {}
  endDict(): void {}
}
