/**
 * The header of a server's WebSocket frame (RFC 6455, 5.2): final and unmasked, so that one frame serves all receivers.
 * The caller provides the memory.
 */
/** The bit of a message's last frame. */
export const FINAL = 0x80

/** The opcodes of frames (RFC 6455, 5.2). */
export const OPCODE = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const

/** The bytes of the header for a payload of this length: 2, 4 or 10. */
export const headerLength = (payload: number): 2 | 4 | 10 => (payload < 126 ? 2 : payload < 65_536 ? 4 : 10)

/**
 * Writes the header at the start of `frame`, which must have room for header and payload. Returns the offset of the
 * payload.
 */
export function writeFrameHeader(frame: Uint8Array, opcode: number, payload: number): number {
  frame[0] = FINAL | opcode
  if (payload < 126) {
    frame[1] = payload
    return 2
  }
  if (payload < 65_536) {
    frame[1] = 126
    frame[2] = payload >> 8
    frame[3] = payload
    return 4
  }
  frame[1] = 127
  new DataView(frame.buffer, frame.byteOffset).setBigUint64(2, BigInt(payload))
  return 10
}
