/**
 * The application data of a message. A router passes it on without decoding it: the bytes (for JSON the text) of its
 * frame are kept unchanged, so that 64-bit integers, duplicate keys and the spelling of numbers survive. Only a
 * receiver with another serializer costs a translation, once per serializer.
 */
import type { PassSink } from './serializers/wire-sink.ts'
import { EMPTY_DICT } from './values.ts'
import type { Dict } from './values.ts'

/** A payload as values. In the older payload transparency mode (`enc_algo`), `sealed` replaces `args`. */
export interface PayloadValues {
  readonly args: readonly unknown[]
  readonly kwargs: Dict
  readonly sealed?: Uint8Array
}

/**
 * The encoded payload: for JSON the text between the comma after the last header element and the closing bracket, for
 * the binary serializers the bytes of the elements. There are `count` elements: args, then kwargs.
 */
export interface EncodedPayload {
  readonly data: string | Uint8Array
  readonly count: 0 | 1 | 2
}

/** The part of a serializer that handles payloads. Compared by identity. */
export interface PayloadCodec {
  encodePayload(values: PayloadValues): EncodedPayload
  decodePayload(encoded: EncodedPayload): PayloadValues
  /** Passes the elements of a payload to another format, without making values of them. Returns their number. */
  passPayload?(encoded: EncodedPayload, sink: PassSink): EncodedPayload['count']
  /** Converts a payload of another codec by its `passPayload`; undefined when it has none. */
  convertPayload?(from: PayloadCodec, encoded: EncodedPayload): EncodedPayload | undefined
}

const NOTHING: EncodedPayload = { data: '', count: 0 }
const NO_VALUES: PayloadValues = { args: [], kwargs: EMPTY_DICT }

/** The application data of a message. */
export class Payload {
  /** The payload without arguments. */
  static readonly empty = new Payload(undefined, NOTHING, NO_VALUES)

  /** The codec of `encoded`; undefined for a payload made from values. */
  readonly codec: PayloadCodec | undefined
  /** The encoded form of the frame. */
  readonly encoded: EncodedPayload
  /** The values, after the first call of `values`, or from the start. */
  decoded: PayloadValues | undefined
  /** The forms for other codecs, once `encodedFor` has made them. */
  translations: Map<PayloadCodec, EncodedPayload> | undefined

  /** Use `Payload.of`, `Payload.sealed` or `encodedPayload`. */
  constructor(codec: PayloadCodec | undefined, encoded: EncodedPayload, values: PayloadValues | undefined) {
    this.codec = codec
    this.encoded = encoded
    this.decoded = values
  }

  /**
   * Makes a payload from values. They are not copied: do not change them afterwards. `kwargs` may have any interface.
   */
  static of(args: readonly unknown[] = [], kwargs: object = EMPTY_DICT): Payload {
    if (args.length === 0 && Object.keys(kwargs).length === 0) return Payload.empty
    return new Payload(undefined, NOTHING, { args, kwargs: kwargs as Dict })
  }

  /** Makes a payload of one opaque block of bytes in place of the arguments (payload transparency, `enc_algo`). */
  static sealed(bytes: Uint8Array): Payload {
    return new Payload(undefined, NOTHING, { args: [], kwargs: EMPTY_DICT, sealed: bytes })
  }

  /** The values, decoded on first use. Dictionaries have no prototype. */
  values(): PayloadValues {
    this.decoded ??= this.codec?.decodePayload(this.encoded) ?? NO_VALUES
    return this.decoded
  }
}
