/** The contract behind which JSON, MessagePack and CBOR are alike. */
import type { Message } from '../message.ts'
import type { PayloadCodec } from '../payload.ts'
import type { ReadMeter } from './read-meter.ts'

export type SerializerName = 'json' | 'msgpack' | 'cbor'

/** Nesting deeper than this (the message's own list included) is refused, in headers and payloads alike. */
export const MAX_DEPTH = 64

/** One way to write messages (*Serializers*). */
export interface Serializer extends PayloadCodec {
  readonly name: SerializerName
  /** True where a message is bytes, false where it is text. */
  readonly isBinary: boolean
  /**
   * Reads one message. The payload stays a slice of `data`, checked for validity, UTF-8 and depth. Dictionaries in
   * the header have no prototype, all the way down. A message is weighed before anything of it is decoded; `meter` has
   * the bounds, and gets the weight. Without one the default bounds hold. (The serializer of a client weighs nothing.)
   * @throws MessageRefused for a message over one of the bounds.
   * @throws ProtocolViolation for anything else that is not exactly one WAMP message; no other error, whatever the input.
   */
  read(data: string | Uint8Array, meter?: ReadMeter): Message
  /** Writes one message: a string where text, bytes where binary. */
  write(message: Message): string | Uint8Array
}
