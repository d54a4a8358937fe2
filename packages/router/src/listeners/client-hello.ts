/** The first message of a TLS client (RFC 8446, 4.1.2 and 5.1), as far as is needed to know that it is complete. */

const RECORD_HEADER = 5
const HANDSHAKE = 22
const MESSAGE_HEADER = 4
const CLIENT_HELLO = 1
/** A record holds at most this many bytes. A client's first message is far shorter. */
const MOST_BYTES = 16_384

/**
 * True when these first bytes of a connection hold a whole ClientHello, which may be spread over several records. Also
 * true when they can become none: TLS itself refuses them.
 */
export function isHelloComplete(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  /** The bytes of the message so far: a header, and what it announces. */
  const header: number[] = []
  let missing = MESSAGE_HEADER
  for (let at = 0; at < bytes.length;) {
    if (bytes[at] !== HANDSHAKE) return true
    if (at + RECORD_HEADER > bytes.length) return false
    const length = view.getUint16(at + 3)
    if (length === 0 || length > MOST_BYTES) return true
    at += RECORD_HEADER
    const end = at + length
    if (end > bytes.length) return false
    for (; at < end && header.length < MESSAGE_HEADER; at++, missing--) {
      header.push(bytes[at] ?? 0)
      if (header.length < MESSAGE_HEADER) continue
      const [type, high = 0, middle = 0, low = 0] = header
      const announced = (high << 16) | (middle << 8) | low
      if (type !== CLIENT_HELLO || announced > MOST_BYTES) return true
      missing += announced
    }
    missing -= end - at
    at = end
    if (missing <= 0) return true
  }
  return false
}
