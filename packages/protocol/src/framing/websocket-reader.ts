/**
 * Reads the frames of a WebSocket client (RFC 6455, 5.2 and 5.4), as a state machine: bytes in, messages out. A message
 * that lies whole in one read is not copied. No extension is supported, so that the reserved bits must be 0.
 */
import { GrowingBytes } from './growing-bytes.ts'
import { rotated, unmask } from './unmask.ts'
import { INCOMPLETE, faultOf, headerOf, isControl, isSendable, lengthOf, maskOf } from './websocket-header.ts'
import { FINAL, OPCODE } from './websocket.ts'

/** The owner of a reader. Bytes are valid only during the call. */
export interface WebSocketEvents {
  /** A message is complete. Text is not yet checked to be UTF-8. */
  message(payload: Uint8Array, isText: boolean): void
  ping(payload: Uint8Array): void
  pong(): void
  /** The peer's close frame. Nothing that follows is read. */
  closing(code: number | undefined, reason: Uint8Array): void
  /** A message is too long: it has at least `bytes` bytes. Nothing that follows is read. */
  tooLong(bytes: number): void
  /** The peer broke a rule; `code` is for the close frame. Nothing that follows is read. */
  failed(code: number, why: string): void
}

/** The limits of one message. Infinity means no limit. */
export interface WebSocketLimits {
  readonly bytes: number
  readonly frames: number
}

/** The close codes of a reader (RFC 6455, 7.4.1). */
const CODE = { protocolError: 1002, policyViolation: 1008 } as const

const NONE = 0
const EMPTY = new Uint8Array(0)
const TOO_MANY_FRAMES = 'a message has too many frames (limits.message_frames)'

/** A frame whose header has arrived. `body` is the offset of its payload. */
interface Frame {
  readonly opcode: number
  readonly body: number
  readonly length: number
}

/** Reads the frames of one client. */
export class WebSocketReader {
  readonly #events: WebSocketEvents
  readonly #mostFrames: number
  #mostBytes: number
  /** The beginning of an incomplete header or control frame. */
  #start: Uint8Array | undefined
  /** The kind of the message that is incomplete. */
  #opcode: number = NONE
  #frames = 0
  #message: GrowingBytes | undefined
  /** The bytes of a data frame that have not arrived. */
  #missing = 0
  #mask = 0
  #isFinal = false
  #isStopped = false
  #hasEnded = false

  constructor(events: WebSocketEvents, { bytes, frames }: WebSocketLimits) {
    this.#events = events
    this.#mostBytes = bytes
    this.#mostFrames = frames
  }

  /** Replaces the limit of bytes. It applies to an incomplete message, too. */
  bound(bytes: number): void {
    this.#mostBytes = bytes
    const announced = this.unfinished + this.#missing
    if (announced > bytes) this.#exceed(announced)
  }

  /** The bytes of an incomplete message that have arrived. */
  get unfinished(): number {
    return this.#message?.length ?? 0
  }

  /** Makes `read` return after the present frame. To be called by the owner, during an event. */
  stop(): void {
    this.#isStopped = true
  }

  /** Reads bytes, which it may change. Returns how many of them it has read: all, unless it was stopped. */
  read(bytes: Uint8Array): number {
    if (this.#hasEnded) return bytes.length
    const start = this.#start
    if (start === undefined) return this.#read(bytes)
    this.#start = undefined
    const joined = new Uint8Array(start.length + bytes.length)
    joined.set(start)
    joined.set(bytes, start.length)
    return this.#read(joined) - start.length
  }

  #read(bytes: Uint8Array): number {
    this.#isStopped = false
    let at = 0
    while (at < bytes.length && !this.#isStopped) {
      const next = this.#missing > 0 ? this.#readOn(bytes, at) : this.#readFrame(bytes, at)
      if (this.#hasEnded) return bytes.length
      if (next === INCOMPLETE) {
        this.#start = bytes.slice(at)
        return bytes.length
      }
      at = next
    }
    return at
  }

  /** Reads one frame, or the first part of a data frame. */
  #readFrame(bytes: Uint8Array, at: number): number {
    if (at + 2 > bytes.length) return INCOMPLETE
    const first = bytes[at] ?? 0
    const second = bytes[at + 1] ?? 0
    const fault = faultOf(first, second, this.#opcode !== NONE)
    if (fault !== undefined) return this.#fail(CODE.protocolError, fault)
    const body = at + headerOf(second)
    if (body > bytes.length) return INCOMPLETE
    const length = lengthOf(bytes, at)
    this.#mask = maskOf(bytes, body)
    this.#isFinal = first >= FINAL
    const payload = bytes.subarray(body, body + length)
    const frame = { opcode: first & 0xf, body, length }
    return isControl(first) ? this.#readControl(payload, frame) : this.#readData(payload, frame)
  }

  /** `payload` holds what has arrived of the frame. */
  #readData(payload: Uint8Array, { opcode, body, length }: Frame): number {
    if (this.unfinished + length > this.#mostBytes) return this.#exceed(this.unfinished + length)
    if (++this.#frames > this.#mostFrames) return this.#fail(CODE.policyViolation, TOO_MANY_FRAMES)
    if (opcode !== OPCODE.continuation) this.#opcode = opcode
    if (this.#isFinal && payload.length === length && this.#message === undefined) {
      unmask(payload, this.#mask)
      this.#complete(payload)
    } else {
      this.#missing = length
      this.#take(payload)
    }
    return body + payload.length
  }

  /** Reads on in a data frame. */
  #readOn(bytes: Uint8Array, at: number): number {
    const part = bytes.subarray(at, at + this.#missing)
    this.#take(part)
    return at + part.length
  }

  /**
   * Only the last fragment tells the length of a message. Until then the memory has room for more: otherwise each small
   * fragment would move the whole message.
   */
  #take(part: Uint8Array): void {
    const most = this.#isFinal ? this.unfinished + this.#missing : this.#mostBytes
    this.#missing -= part.length
    this.#message ??= new GrowingBytes()
    unmask(this.#message.add(part, most), this.#mask)
    this.#mask = rotated(this.#mask, part.length)
    if (this.#missing === 0 && this.#isFinal) this.#complete(this.#message.view)
  }

  #complete(payload: Uint8Array): void {
    const isText = this.#opcode === OPCODE.text
    this.#opcode = NONE
    this.#frames = 0
    this.#message = undefined
    this.#events.message(payload, isText)
  }

  #readControl(payload: Uint8Array, { opcode, body, length }: Frame): number {
    if (payload.length < length) return INCOMPLETE
    unmask(payload, this.#mask)
    if (opcode === OPCODE.ping) this.#events.ping(payload)
    else if (opcode === OPCODE.pong) this.#events.pong()
    else return this.#close(payload)
    return body + length
  }

  #close(payload: Uint8Array): number {
    if (payload.length === 1) return this.#fail(CODE.protocolError, 'a close frame has one byte')
    const code = payload.length === 0 ? undefined : ((payload[0] ?? 0) << 8) | (payload[1] ?? 0)
    if (code !== undefined && !isSendable(code))
      return this.#fail(CODE.protocolError, `a close frame has the code ${code}, which must not be sent`)
    this.#end()
    this.#events.closing(code, payload.length === 0 ? EMPTY : payload.subarray(2))
    return 0
  }

  #exceed(bytes: number): number {
    this.#end()
    this.#events.tooLong(bytes)
    return 0
  }

  #fail(code: number, why: string): number {
    this.#end()
    this.#events.failed(code, why)
    return 0
  }

  #end(): void {
    this.#hasEnded = true
    this.#message = undefined
    this.#missing = 0
  }
}
