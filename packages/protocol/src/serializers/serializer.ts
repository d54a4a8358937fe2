/** The contract behind which JSON, MessagePack and CBOR are alike. */
import type { Message } from '../message.ts'
import type { PayloadCodec } from '../payload.ts'

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
   * the header have no prototype, all the way down.
   * @throws ProtocolViolation for anything that is not exactly one WAMP message; nothing else, whatever the input.
   */
  read(data: string | Uint8Array): Message
  /** Writes one message: a string where text, bytes where binary. */
  write(message: Message): string | Uint8Array
}
