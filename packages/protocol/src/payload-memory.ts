/** How much memory a payload keeps alive, and how to keep one without the buffer that it came in. */
import { Payload } from './payload.ts'

/** Bytes that it keeps alive by itself: exact for binary, an upper bound (UTF-16) for text, 0 where made from values. */
export function payloadSize({ encoded: { data } }: Payload): number {
  return typeof data === 'string' ? data.length * 2 : data.length
}

/** A copy that pins no read buffer. Whatever outlives the turn of the event loop must be one. */
export function detached(payload: Payload): Payload {
  const { codec, encoded } = payload
  if (codec === undefined) return payload
  const { data, count } = encoded
  return Payload.encoded(codec, { data: typeof data === 'string' ? copyText(data) : new Uint8Array(data), count })
}

/** A slice of a string keeps the whole string alive in V8. Going through JSON makes a flat one of its own. */
const copyText = (text: string): string => JSON.parse(JSON.stringify(text)) as string
