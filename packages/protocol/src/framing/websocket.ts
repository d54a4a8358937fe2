/**
 * The header of a server's WebSocket frame (RFC 6455, 5.2): final, unmasked, so that one finished frame serves all
 * receivers. Where the bytes live is the caller's choice.
 */
const FINAL = 0x80

/** Opcodes that carry WAMP messages. */
export const OPCODE = { text: 0x1, binary: 0x2 } as const

/** How many bytes the header takes for a payload of this length: 2, 4 or 10. */
export const headerLength = (payload: number): 2 | 4 | 10 => (payload < 126 ? 2 : payload < 65_536 ? 4 : 10)

/** Writes the header at the start of `frame`, which is to hold header and payload. Returns where the payload begins. */
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
