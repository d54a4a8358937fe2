/**
 * RawSocket (*RawSocket Transport*), as a state machine for both ends: bytes in, events out. Nothing is copied before a
 * frame is complete. No more bytes are kept than one frame of the size that this end allows.
 */
import { ProtocolViolation } from '../errors.ts'
import type { SerializerName } from '../serializers/serializer.ts'

const MAGIC = 0x7f
const HEADER_BYTES = 4

/** The longest message. Its length does not fit in the three octets of the header, so it has a bit of its own. */
export const MOST_RAWSOCKET_BYTES = 2 ** 24

/** The numbers of the serializers in the handshake. */
export const RAWSOCKET_SERIALIZER: Readonly<Record<SerializerName, number>> = { json: 1, msgpack: 2, cbor: 3 }

/** The reasons by which a router refuses a handshake. */
export const RAWSOCKET_ERROR = {
  serializerUnsupported: 1,
  lengthUnacceptable: 2,
  reservedBits: 3,
  tooManyConnections: 4,
} as const

/** The types of frames. */
export const RAWSOCKET_FRAME = { message: 0, ping: 1, pong: 2 } as const

/** An event that received bytes have completed. */
export type RawSocketEvent =
  /** The other end's handshake: the number of its serializer, and the longest message that it takes. */
  | { readonly kind: 'handshake'; readonly serializer: number; readonly mostBytes: number }
  /** The router refused the handshake. */
  | { readonly kind: 'refused'; readonly error: number }
  | { readonly kind: 'message' | 'ping' | 'pong'; readonly payload: Uint8Array }

/** The handshake of this end: its serializer, and the longest message that it takes, rounded up to a power of two. */
export function writeRawSocketHandshake(serializer: SerializerName, mostBytes = MOST_RAWSOCKET_BYTES): Uint8Array {
  const exponent = Math.min(15, Math.max(0, Math.ceil(Math.log2(mostBytes)) - 9))
  return Uint8Array.of(MAGIC, (exponent << 4) | RAWSOCKET_SERIALIZER[serializer], 0, 0)
}

/** The handshake by which a router refuses a client. */
export const writeRawSocketRefusal = (error: number): Uint8Array => Uint8Array.of(MAGIC, error << 4, 0, 0)

/**
 * Makes one frame.
 * @throws RangeError for a payload longer than a frame can be.
 */
export function writeRawSocketFrame(type: keyof typeof RAWSOCKET_FRAME, payload: Uint8Array): Uint8Array {
  if (payload.length > MOST_RAWSOCKET_BYTES) throw new RangeError(`a frame holds ${MOST_RAWSOCKET_BYTES} bytes at most`)
  const frame = new Uint8Array(HEADER_BYTES + payload.length)
  const isLongest = payload.length === MOST_RAWSOCKET_BYTES
  new DataView(frame.buffer).setUint32(0, isLongest ? 2 ** 27 : payload.length)
  frame[0] = (frame[0] ?? 0) | RAWSOCKET_FRAME[type]
  frame.set(payload, HEADER_BYTES)
  return frame
}

/** Reads the bytes that one end receives. */
export class RawSocketReader {
  readonly #isRouter: boolean
  readonly #mostBytes: number
  #chunks: Uint8Array[] = []
  #bytes = 0
  #isOpen = false

  /** `mostBytes` is the limit in this end's own handshake. */
  constructor(end: 'client' | 'router', mostBytes = MOST_RAWSOCKET_BYTES) {
    this.#isRouter = end === 'router'
    this.#mostBytes = mostBytes
  }

  /**
   * Returns the events that these bytes complete, in order. Payloads may be views of the given bytes.
   * @throws ProtocolViolation for bytes that are not RawSocket. The connection cannot be used any more then.
   */
  push(chunk: Uint8Array): readonly RawSocketEvent[] {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    const events: RawSocketEvent[] = []
    for (let event = this.#next(); event !== undefined; event = this.#next()) events.push(event)
    return events
  }

  #next(): RawSocketEvent | undefined {
    if (this.#bytes < HEADER_BYTES) {
      // A connection with another protocol, such as HTTP, is recognised by its first byte.
      if (!this.#isOpen && this.#bytes > 0 && this.#peek(1)[0] !== MAGIC) throw notRawSocket()
      return undefined
    }
    if (!this.#isOpen) return this.#handshake(this.#take(HEADER_BYTES))
    const { kind, length } = headerOf(this.#peek(HEADER_BYTES))
    if (length > this.#mostBytes)
      throw new ProtocolViolation(`a message of ${length} bytes is longer than the negotiated ${this.#mostBytes} bytes`)
    if (this.#bytes < HEADER_BYTES + length) return undefined
    return { kind, payload: this.#take(HEADER_BYTES + length).subarray(HEADER_BYTES) }
  }

  #handshake([magic, second = 0, third, fourth]: Uint8Array): RawSocketEvent {
    if (magic !== MAGIC) throw notRawSocket()
    const [high, low] = [second >> 4, second & 0x0f]
    if (low === 0 && !this.#isRouter) return { kind: 'refused', error: high }
    if (third !== 0 || fourth !== 0) throw new ProtocolViolation('the reserved octets of a handshake must be zero')
    if (low === 0) throw new ProtocolViolation('a handshake must name a serializer')
    this.#isOpen = true
    return { kind: 'handshake', serializer: low, mostBytes: 2 ** (9 + high) }
  }

  /** The first bytes, joined if necessary, without removing them. */
  #peek(count: number): Uint8Array {
    const [first = EMPTY] = this.#chunks
    if (first.length >= count) return first.subarray(0, count)
    this.#chunks = [joined(this.#chunks, this.#bytes)]
    return (this.#chunks[0] ?? EMPTY).subarray(0, count)
  }

  #take(count: number): Uint8Array {
    const taken = this.#peek(count)
    const rest = (this.#chunks[0] ?? EMPTY).subarray(count)
    this.#chunks.splice(0, 1, ...(rest.length > 0 ? [rest] : []))
    this.#bytes -= count
    return taken
  }
}

const EMPTY = new Uint8Array()

const notRawSocket = (): ProtocolViolation => new ProtocolViolation('a RawSocket handshake must start with 0x7F')

function headerOf(header: Uint8Array): { kind: 'message' | 'ping' | 'pong'; length: number } {
  const [first = 0] = header
  const kind = KINDS[first & 0x07]
  if (kind === undefined || first >> 4 !== 0) throw new ProtocolViolation('the reserved bits of a frame must be zero')
  const length = new DataView(header.buffer, header.byteOffset).getUint32(0) & 0xffffff
  const isLongest = (first & 0x08) !== 0
  if (isLongest && length !== 0) throw new ProtocolViolation('a frame must not be longer than 2^24 bytes')
  return { kind, length: isLongest ? MOST_RAWSOCKET_BYTES : length }
}

const KINDS = ['message', 'ping', 'pong'] as const

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
