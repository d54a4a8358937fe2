/**
 * Payloads in their encoded form, as a router has them: read from a frame, passed on unchanged or translated. They are
 * apart from {@link Payload}, because a client in a web page handles values only.
 */
import { Payload } from './payload.ts'
import type { EncodedPayload, PayloadCodec } from './payload.ts'

/** Makes a payload from a part of a frame. The codec must have checked that it is well formed. */
export const encodedPayload = (codec: PayloadCodec, encoded: EncodedPayload): Payload =>
  encoded.count === 0 ? Payload.empty : new Payload(codec, encoded, undefined)

/**
 * The encoded form of a payload for a codec: unchanged if the payload came from the same codec, otherwise translated
 * once and kept.
 */
export function encodedFor(payload: Payload, codec: PayloadCodec): EncodedPayload {
  if (payload.codec === codec || payload === Payload.empty) return payload.encoded
  let translated = payload.translations?.get(codec)
  if (translated === undefined) {
    translated = converted(payload, codec) ?? codec.encodePayload(payload.values())
    payload.translations ??= new Map()
    payload.translations.set(codec, translated)
  }
  return translated
}

/** The values that exist already are faster to encode. */
function converted({ codec: source, decoded, encoded }: Payload, codec: PayloadCodec): EncodedPayload | undefined {
  if (source === undefined || decoded !== undefined) return undefined
  return codec.convertPayload?.(source, encoded)
}
