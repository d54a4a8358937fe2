/**
 * SASLprep (RFC 4013): normalises names and passwords, so that those that look alike are equal. The check of
 * bidirectional text is left out: it would refuse some passwords, but never change one.
 */
import { WampError } from '../errors.ts'

/** RFC 3454, C.1.2. */
const SPACES = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g

/** RFC 3454, B.1. */
const NOTHING = /[\u00ad\u034f\u1806\u180b-\u180d\u200c\u200d\u2060\ufe00-\ufe0f\ufeff]/g

/** RFC 3454, C.2 to C.9. */
const PROHIBITED =
  /[\u0000-\u001f\u007f-\u009f\u0340\u0341\u06dd\u070f\u180e\u200e\u200f\u2028-\u202e\u2061-\u2063\u206a-\u206f\u2ff0-\u2ffb\ue000-\uf8ff\ufdd0-\ufdef\ufff9-\uffff]|\p{Surrogate}|[\u{1d173}-\u{1d17a}\u{e0001}-\u{e007f}\u{f0000}-\u{10ffff}]/u

/**
 * Normalises a name or password.
 * @throws WampError `wamp.error.cannot_authenticate` for characters that no name or password may have.
 */
export function saslprep(text: string): string {
  const prepared = text.replace(SPACES, ' ').replace(NOTHING, '').normalize('NFKC')
  if (PROHIBITED.test(prepared))
    throw new WampError('wamp.error.cannot_authenticate', 'a name or password contains forbidden characters')
  return prepared
}
