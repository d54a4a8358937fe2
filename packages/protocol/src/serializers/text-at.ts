/** Decodes texts of binary frames. Most are short; for these a loop is faster than a call of the decoder. */
import { textOf } from './utf8.ts'

const SHORT = 24

/** The text between two positions of a frame. A scan must have found it to be valid UTF-8. */
export function textAt(frame: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT) return textOf(frame.subarray(start, end))
  let text = ''
  for (let at = start; at < end;) {
    const lead = frame[at++] ?? 0
    if (lead < 0x80) text += String.fromCharCode(lead)
    else if (lead < 0xe0) text += String.fromCharCode(((lead & 0x1f) << 6) | more(frame, at++))
    else if (lead < 0xf0)
      text += String.fromCharCode(((lead & 0x0f) << 12) | (more(frame, at++) << 6) | more(frame, at++))
    else {
      const high = ((lead & 0x07) << 18) | (more(frame, at++) << 12)
      text += String.fromCodePoint(high | (more(frame, at++) << 6) | more(frame, at++))
    }
  }
  return text
}

/** The six bits of a continuation byte. */
const more = (frame: Uint8Array, at: number): number => (frame[at] ?? 0) & 0x3f

/** Recently read keys. The index of a key follows from its length and some of its bytes. */
const recent: string[] = Array.from({ length: 512 }, () => '')

/** As {@link textAt}, for a key of a dictionary. Most frames use the same few keys. */
export function keyAt(frame: Uint8Array, start: number, end: number): string {
  const length = end - start
  if (length === 0 || length > SHORT) return textAt(frame, start, end)
  const place =
    (length * 31 + (frame[start] ?? 0) * 7 + (frame[end - 1] ?? 0) * 13 + (frame[start + (length >> 1)] ?? 0)) & 511
  const known = recent[place] ?? ''
  if (isSame(known, frame, start) && known.length === length) return known
  const text = textAt(frame, start, end)
  recent[place] = text
  return text
}

function isSame(text: string, frame: Uint8Array, start: number): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) !== frame[start + index]) return false
  return true
}
