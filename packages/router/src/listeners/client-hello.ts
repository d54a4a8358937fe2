/** The first message of a TLS client (RFC 8446, 4.1.2 and 5.1), as far as is needed to know that it is complete. */

const RECORD_HEADER = 5
/** The types of records: 20 to 24. */
const [FIRST_TYPE, HANDSHAKE, LAST_TYPE] = [20, 22, 24]
const MESSAGE_HEADER = 4
const CLIENT_HELLO = 1
/** A client's first message is far shorter, also with its records. */
export const MOST_BYTES = 16_384

/**
 * What the first bytes of a connection hold. `complete`: a whole ClientHello, which may be spread over several records,
 * or bytes that are no record of TLS: TLS itself refuses those. `none`: records that will hold no ClientHello, or one
 * that is too long. TLS would accept some of them, and then its answer to the ClientHello could come at any time.
 */
export type Hello = 'complete' | 'incomplete' | 'none'

/** Judges the first bytes of a connection. */
export function readHello(bytes: Uint8Array): Hello {
  const [first = HANDSHAKE] = bytes
  if (first < FIRST_TYPE || first > LAST_TYPE) return 'complete'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  /** The bytes of the message so far: a header, and what it announces. */
  const header: number[] = []
  let missing = MESSAGE_HEADER
  for (let at = 0; at < bytes.length;) {
    if (bytes[at] !== HANDSHAKE) return 'none'
    if (at + RECORD_HEADER > bytes.length) break
    const length = view.getUint16(at + 3)
    if (length === 0 || length > MOST_BYTES) return 'none'
    at += RECORD_HEADER
    const end = at + length
    if (end > bytes.length) break
    for (; at < end && header.length < MESSAGE_HEADER; at++, missing--) {
      header.push(bytes[at] ?? 0)
      if (header.length < MESSAGE_HEADER) continue
      const [type, high = 0, middle = 0, low = 0] = header
      const announced = (high << 16) | (middle << 8) | low
      if (type !== CLIENT_HELLO || announced > MOST_BYTES) return 'none'
      missing += announced
    }
    missing -= end - at
    at = end
    if (missing <= 0) return 'complete'
  }
  return bytes.length > MOST_BYTES ? 'none' : 'incomplete'
}
