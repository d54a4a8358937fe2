/**
 * What a message carries for the application. A router moves it without looking inside: the bytes (or, for JSON,
 * the text) of the frame it came in are kept as they are, so that 64-bit integers, duplicate keys and the spelling
 * of numbers survive. Only a receiver with another serializer costs a translation, once per serializer.
 */
import { EMPTY_DICT } from './values.ts'
import type { Dict } from './values.ts'

/** A payload as values. `sealed` stands in the place of `args` in the older payload transparency mode (`enc_algo`). */
export interface PayloadValues {
  readonly args: readonly unknown[]
  readonly kwargs: Dict
  readonly sealed?: Uint8Array
}

/**
 * The tail of a message as one serializer writes it: for JSON the text between the comma after the last header
 * element and the closing bracket, for the binary ones the bytes of the elements. `count` elements: args, then kwargs.
 */
export interface EncodedPayload {
  readonly data: string | Uint8Array
  readonly count: 0 | 1 | 2
}

/** The half of a serializer that knows payloads. Compared by identity. */
export interface PayloadCodec {
  encodePayload(values: PayloadValues): EncodedPayload
  decodePayload(encoded: EncodedPayload): PayloadValues
}

const NOTHING: EncodedPayload = { data: '', count: 0 }
const NO_VALUES: PayloadValues = { args: [], kwargs: EMPTY_DICT }

export class Payload {
  /** The payload without arguments. */
  static readonly empty = new Payload(undefined, NOTHING, NO_VALUES)

  /** Whose spelling it is kept in; undefined where it was made from values. */
  readonly codec: PayloadCodec | undefined
  /** As the frame brought it. */
  readonly encoded: EncodedPayload
  #values: PayloadValues | undefined
  #translations: Map<PayloadCodec, EncodedPayload> | undefined

  private constructor(codec: PayloadCodec | undefined, encoded: EncodedPayload, values: PayloadValues | undefined) {
    this.codec = codec
    this.encoded = encoded
    this.#values = values
  }

  /** Made from values. They are not copied: do not change them afterwards. `kwargs` may be of any interface. */
  static of(args: readonly unknown[] = [], kwargs: object = EMPTY_DICT): Payload {
    if (args.length === 0 && Object.keys(kwargs).length === 0) return Payload.empty
    return new Payload(undefined, NOTHING, { args, kwargs: kwargs as Dict })
  }

  /** One opaque block of bytes in the place of the arguments (payload transparency, `enc_algo`). */
  static sealed(bytes: Uint8Array): Payload {
    return new Payload(undefined, NOTHING, { args: [], kwargs: EMPTY_DICT, sealed: bytes })
  }

  /** Kept as a frame brought it. The codec must have checked that it is well formed. */
  static encoded(codec: PayloadCodec, encoded: EncodedPayload): Payload {
    return encoded.count === 0 ? Payload.empty : new Payload(codec, encoded, undefined)
  }

  /** As this codec writes it; unchanged where it came from the same codec, otherwise translated once and remembered. */
  as(codec: PayloadCodec): EncodedPayload {
    if (this.codec === codec || this === Payload.empty) return this.encoded
    let translated = this.#translations?.get(codec)
    if (translated === undefined) {
      translated = codec.encodePayload(this.values())
      this.#translations ??= new Map()
      this.#translations.set(codec, translated)
    }
    return translated
  }

  /** As values, decoded when first asked for. Dictionaries have no prototype. */
  values(): PayloadValues {
    this.#values ??= this.codec?.decodePayload(this.encoded) ?? NO_VALUES
    return this.#values
  }
}
