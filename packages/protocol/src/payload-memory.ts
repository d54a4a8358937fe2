/** The memory that a payload keeps alive, and copies that do not keep the frame alive. */
import { encodedPayload } from './encoded-payload.ts'
import { Payload } from './payload.ts'

/**
 * The bytes that a payload keeps alive: exact for binary, an upper bound (UTF-16) for text, 0 for a payload made from
 * values.
 */
export function payloadSize({ encoded: { data } }: Payload): number {
  return typeof data === 'string' ? data.length * 2 : data.length
}

/** A copy that does not keep the frame alive. A payload that is kept beyond its turn of the event loop must be one. */
export function detached(payload: Payload): Payload {
  const { codec, encoded } = payload
  if (codec === undefined) return payload
  const { data, count } = encoded
  return encodedPayload(codec, { data: typeof data === 'string' ? copyText(data) : new Uint8Array(data), count })
}

/**
 * The same payload, without what was decoded or translated of it before. Code that keeps a payload delivers these:
 * otherwise the kept one would hold every form that a receiver wanted, which may take many times its size.
 */
export function fresh(payload: Payload): Payload {
  const { codec, encoded } = payload
  if (codec !== undefined) return encodedPayload(codec, encoded)
  const { args, kwargs, sealed } = payload.values()
  return sealed === undefined ? Payload.of(args, kwargs) : Payload.sealed(sealed)
}

/** A slice of a string keeps the whole string alive in V8. A round trip through JSON makes an independent copy. */
const copyText = (text: string): string => JSON.parse(JSON.stringify(text)) as string
