/**
 * Large reads of a socket, handed on in parts. Node reads 64 KiB at a time, which is ten thousand pings or two thousand
 * short messages: too much to do at one go while others wait. A socket that is paused keeps the parts that are left.
 *
 * `ws` keeps a fragment of an unfinished message as a view of what it came in, so that a fragment of one byte, with pings
 * around it, would keep 64 KiB in memory. So a part is a copy, unless it follows one within a frame.
 */
import { Readable } from 'node:stream'
import type { Duplex } from 'node:stream'

/** Bytes of a part. */
export const PART_BYTES = 4 * 1024

/** Whom the parts are for. */
export interface PartReader {
  /** A part comes next: the socket may be paused before it, and the part copied, handed on as it is, or dropped. */
  beforePart(): 'copy' | 'view' | 'drop'
}

const READER = Symbol('reader')

interface SocketInParts extends Duplex {
  [READER]?: PartReader
}

/** From now on what this socket reads comes in parts. */
export function readInParts(socket: SocketInParts, reader: PartReader): void {
  socket[READER] = reader
  socket.push = pushParts
}

/** Where `Readable` gets what was read from the system. False makes the socket stop reading. */
function pushParts(this: SocketInParts, chunk: unknown, encoding?: BufferEncoding): boolean {
  if (!(chunk instanceof Uint8Array)) return push.call(this, chunk, encoding)
  let wantsMore = true
  for (let at = 0; at < chunk.length; at += PART_BYTES) {
    const how = this[READER]?.beforePart()
    if (how === 'drop') return false
    const part = chunk.length <= PART_BYTES ? chunk : chunk.subarray(at, at + PART_BYTES)
    wantsMore = push.call(this, how === 'copy' && part !== chunk ? copyOf(part) : part, encoding)
  }
  return wantsMore
}

/** In memory of its own, not in the pool that buffers of this size share. */
function copyOf(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  copy.set(bytes)
  return copy
}

const { push } = Readable.prototype
