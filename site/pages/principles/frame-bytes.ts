/** A short text as one WebSocket frame (RFC 6455, section 5.2), in its parts. */

export interface FramePart {
  readonly name: string
  readonly bytes: Uint8Array
  readonly meaning: string
}

/** The most bytes of text in a frame with a length of one byte. */
export const MOST_TEXT = 125

/**
 * The frame of a text. `mask`: four bytes, as a browser sends it; without them as a server does.
 *
 * @throws RangeError for a text of more than {@link MOST_TEXT} bytes in UTF-8.
 */
export function frameOf(text: string, mask?: Uint8Array): readonly FramePart[] {
  const payload = new TextEncoder().encode(text)
  if (payload.length > MOST_TEXT) throw new RangeError(`at most ${MOST_TEXT} bytes, not ${payload.length}`)
  const head = [
    { name: 'kind', bytes: Uint8Array.of(0x81), meaning: 'the last frame of a message, and text' },
    {
      name: 'length',
      bytes: Uint8Array.of((mask ? 0x80 : 0) | payload.length),
      meaning: `${payload.length} bytes follow${mask ? ', masked' : ''}`,
    },
  ]
  if (mask === undefined) return [...head, { name: 'text', bytes: payload, meaning: 'the text in UTF-8' }]
  const masked = payload.map((byte, index) => byte ^ (mask[index & 3] ?? 0))
  return [
    ...head,
    { name: 'mask', bytes: mask, meaning: 'four random bytes, new for each frame' },
    { name: 'text', bytes: masked, meaning: 'each byte of the text, XOR one of the mask' },
  ]
}

export const hex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
