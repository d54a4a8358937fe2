/** The interface of JSON, MessagePack and CBOR. */
import type { Message } from '../message.ts'
import type { PayloadCodec } from '../payload.ts'
import type { ReadMeter } from './read-meter.ts'

/** The name of a serializer, as in its WebSocket subprotocol. */
export type SerializerName = 'json' | 'msgpack' | 'cbor'

/** The deepest nesting of a message, including its own list, in headers and payloads. Deeper messages are refused. */
export const MAX_DEPTH = 64

/** A serializer of messages (*Serializers*). */
export interface Serializer extends PayloadCodec {
  readonly name: SerializerName
  /** True if messages are bytes, false if they are text. */
  readonly isBinary: boolean
  /**
   * Reads one message. The payload stays a slice of `data`, checked for validity, UTF-8 and depth. All dictionaries of
   * the header have no prototype. The message is weighed before it is decoded; `meter` has the limits and gets the
   * weight. Without a meter the default limits apply. (The serializer of a client does not weigh.)
   * @throws MessageRefused for a message over one of the limits.
   * @throws ProtocolViolation for any other input that is not exactly one WAMP message. It throws no other error.
   */
  read(data: string | Uint8Array, meter?: ReadMeter): Message
  /** Writes one message: as a string, or as bytes if the serializer is binary. */
  write(message: Message): string | Uint8Array
  /**
   * Writes a message without payload as UTF-8, without making a string of it. The bytes are valid until the next call.
   * Absent when the serializer is binary, or makes strings at no cost.
   */
  writeUtf8?(message: Message): Uint8Array
}
