/** Writes values in MessagePack: integers and lengths in their shortest form. */
import { utf8Length } from './utf8.ts'
import type { TextWriter } from './text-writer.ts'
import type { PassSink } from './wire-sink.ts'

/** Writes values in MessagePack. */
export class MsgpackSink implements PassSink {
  readonly #out: TextWriter

  constructor(out: TextWriter) {
    this.#out = out
  }

  nil(): void {
    this.#out.byte(0xc0)
  }

  boolean(value: boolean): void {
    this.#out.byte(value ? 0xc3 : 0xc2)
  }

  number(value: number): void {
    if (value >= 0 && value < 24 && Number.isInteger(value)) this.#out.byte(value)
    else if (!Number.isInteger(value) || value > 2 ** 53 || value < -(2 ** 53)) this.#out.float(0xcb, value)
    else if (value >= 0) this.#natural(value)
    else this.#negative(value)
  }

  #natural(value: number): void {
    if (value < 0x80) this.#out.byte(value)
    else if (value < 0x100) this.#out.head8(0xcc, value)
    else if (value < 0x1_0000) this.#out.head16(0xcd, value)
    else if (value < 0x1_0000_0000) this.#out.head32(0xce, value)
    else this.#out.head64(0xcf, value)
  }

  #negative(value: number): void {
    if (value >= -0x20) this.#out.byte(value)
    else if (value >= -0x80) this.#out.head8(0xd0, value)
    else if (value >= -0x8000) this.#out.head16(0xd1, value)
    else if (value >= -0x8000_0000) this.#out.head32(0xd2, value)
    else this.#out.head64(0xd3, value)
  }

  /** MessagePack ends at 64 bits: a larger integer becomes the nearest float. */
  largeInteger(value: bigint): void {
    if (BigInt.asUintN(64, value) === value) this.#out.head64(0xcf, value)
    else if (BigInt.asIntN(64, value) === value) this.#out.head64(0xd3, value)
    else this.#out.float(0xcb, Number(value))
  }

  text(value: string): void {
    const before = this.#out.length
    this.#textHead(value.length)
    if (this.#out.ascii(value)) return
    this.#out.cutTo(before)
    this.#textHead(utf8Length(value))
    this.#out.text(value)
  }

  #textHead(length: number): void {
    if (length < 0x20) this.#out.byte(0xa0 + length)
    else if (length < 0x100) this.#out.head8(0xd9, length)
    else if (length < 0x1_0000) this.#out.head16(0xda, length)
    else this.#out.head32(0xdb, length)
  }

  bytes(value: Uint8Array): void {
    if (value.length < 0x100) this.#out.head8(0xc4, value.length)
    else if (value.length < 0x1_0000) this.#out.head16(0xc5, value.length)
    else this.#out.head32(0xc6, value.length)
    this.#out.append(value)
  }

  list(count: number): void {
    if (count < 0x10) this.#out.byte(0x90 + count)
    else if (count < 0x1_0000) this.#out.head16(0xdc, count)
    else this.#out.head32(0xdd, count)
  }

  dict(count: number): void {
    if (count < 0x10) this.#out.byte(0x80 + count)
    else if (count < 0x1_0000) this.#out.head16(0xde, count)
    else this.#out.head32(0xdf, count)
  }

  utf8(frame: Uint8Array, start: number, end: number): void {
    this.#textHead(end - start)
    this.#out.copy(frame, start, end)
  }

  shortText(json: Uint8Array, start: number): number {
    return this.#out.shortText(json, start, 0xa0)
  }

  openList(): number {
    return this.#open()
  }

  openDict(): number {
    return this.#open()
  }

  closeList(place: number, count: number): void {
    if (count < 0x10) this.#out.patch(place, 0x90 + count)
    else if (count < 0x1_0000) this.#out.widen16(place, 0xdc, count)
    else this.#out.widen32(place, 0xdd, count)
  }

  closeDict(place: number, count: number): void {
    if (count < 0x10) this.#out.patch(place, 0x80 + count)
    else if (count < 0x1_0000) this.#out.widen16(place, 0xde, count)
    else this.#out.widen32(place, 0xdf, count)
  }

  /** Leaves a byte for a short head. */
  #open(): number {
    this.#out.byte(0)
    return this.#out.length - 1
  }

  next(): void {}
  colon(): void {}
  endList(): void {}
  endDict(): void {}
}
