/** A WebSocket client that sends arbitrary bytes, as fast as the router takes them. */
import { connect } from 'node:net'
import type { Socket } from 'node:net'

export const TEXT = 1
export const BINARY = 2
export const CLOSE = 8
export const PONG = 10
const MASK = Buffer.from([1, 2, 3, 4])

/** A masked frame. With `isLast` false, more frames of the message follow. */
export function frame(opcode: number, payload: string | Uint8Array, isLast = true): Buffer {
  const bytes = Buffer.from(payload)
  const head = Buffer.alloc(bytes.length < 126 ? 2 : bytes.length < 65_536 ? 4 : 10)
  head[0] = (isLast ? 0x80 : 0) | opcode
  if (bytes.length < 126) head[1] = 0x80 | bytes.length
  else if (bytes.length < 65_536) {
    head[1] = 0x80 | 126
    head.writeUInt16BE(bytes.length, 2)
  } else {
    head[1] = 0x80 | 127
    head.writeBigUInt64BE(BigInt(bytes.length), 2)
  }
  for (let at = 0; at < bytes.length; at++) bytes[at] = (bytes[at] ?? 0) ^ (MASK[at & 3] ?? 0)
  return Buffer.concat([head, MASK, bytes])
}

/** The request of a WebSocket. Without a protocol it names no subprotocol. */
export const upgradeOf = (port: number, path: string, protocol?: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n` +
  `${protocol === undefined ? '' : `Sec-WebSocket-Protocol: ${protocol}\r\n`}\r\n`

/** Connects. Received bytes are discarded. */
export async function open(port: number, path = '/ws', protocol = 'wamp.2.json'): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.setNoDelay(true)
  socket.write(upgradeOf(port, path, protocol))
  await answered(socket)
  socket.resume()
  return socket
}

const HELLO = '[1,"realm1",{"roles":{"publisher":{},"subscriber":{},"caller":{},"callee":{}}}]'

/** Connects and opens a session. */
export async function join(port: number, path = '/ws', protocol = 'wamp.2.json'): Promise<Socket> {
  const socket = await open(port, path, protocol)
  socket.write(frame(TEXT, protocol.endsWith('batched') ? `${HELLO}\u001e` : HELLO))
  await answered(socket)
  socket.resume()
  return socket
}

/** Writes the same block repeatedly, as fast as the router takes it, until the time is over. */
export async function flood(socket: Socket, block: Buffer, until: number): Promise<void> {
  let goOn = (): void => {}
  const onDrain = (): void => goOn()
  socket.on('drain', onDrain).on('close', onDrain)
  while (Date.now() < until && !socket.destroyed) {
    if (socket.write(block)) await new Promise((resolve) => setImmediate(resolve))
    else await Promise.race([new Promise<void>((resolve) => (goOn = resolve)), pause(200)])
  }
  socket.off('drain', onDrain).off('close', onDrain)
}

/** Waits for some milliseconds. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))

/** Resolves with the first received bytes, or at the end of the connection. */
const answered = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once('data', () => resolve()).once('close', () => resolve()))
