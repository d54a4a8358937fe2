/** Validates and decodes UTF-8 inside binary frames. */

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Decodes valid UTF-8. A byte order mark is kept as a character. */
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes)

/**
 * True when this part of the bytes is valid UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing beyond
 * U+10FFFF). A scan needs no string, and for the short texts of a message this loop takes a fifth of a decoder's time.
 */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start
  while (at < end) {
    const lead = bytes[at++] ?? 0
    if (lead < 0x80) continue
    const { more, low, high } = following(lead)
    const second = bytes[at] ?? 0
    if (more === 0 || at + more > end || second < low || second > high) return false
    for (const last = at + more; ++at < last;) {
      if (((bytes[at] ?? 0) & 0xc0) !== 0x80) return false
    }
  }
  return true
}

/** The number of bytes that follow a lead byte, and the range of the second byte. */
interface Following {
  readonly more: 0 | 1 | 2 | 3
  readonly low: number
  readonly high: number
}

const NONE: Following = { more: 0, low: 0, high: 0 }
const ONE: Following = { more: 1, low: 0x80, high: 0xbf }
const TWO: Following = { more: 2, low: 0x80, high: 0xbf }
const TWO_NOT_OVERLONG: Following = { more: 2, low: 0xa0, high: 0xbf }
const TWO_NO_SURROGATE: Following = { more: 2, low: 0x80, high: 0x9f }
const THREE: Following = { more: 3, low: 0x80, high: 0xbf }
const THREE_NOT_OVERLONG: Following = { more: 3, low: 0x90, high: 0xbf }
const THREE_IN_RANGE: Following = { more: 3, low: 0x80, high: 0x8f }

function following(lead: number): Following {
  if (lead < 0xc2) return NONE
  if (lead < 0xe0) return ONE
  if (lead === 0xe0) return TWO_NOT_OVERLONG
  if (lead === 0xed) return TWO_NO_SURROGATE
  if (lead < 0xf0) return TWO
  if (lead === 0xf0) return THREE_NOT_OVERLONG
  if (lead < 0xf4) return THREE
  return lead === 0xf4 ? THREE_IN_RANGE : NONE
}

/** The bytes of a text in UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x80) continue
    if (code < 0x800) length++
    else {
      length += 2
      const next = code >= 0xd800 && code < 0xdc00 ? text.charCodeAt(index + 1) : 0
      if (next >= 0xdc00 && next <= 0xdfff) index++
    }
  }
  return length
}
