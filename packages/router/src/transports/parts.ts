/**
 * Large reads of a socket, handed on in parts. Node reads 64 KiB at a time, which is ten thousand pings or two thousand
 * short messages: too much to do at one go while others wait. A socket that is paused keeps the parts that are left.
 *
 * Each part is a copy. `ws` keeps a fragment of an unfinished message as a view of what it came in, so that a fragment
 * of one byte would keep 64 KiB in memory.
 */
import { Readable } from 'node:stream'
import type { Duplex } from 'node:stream'

/** Bytes of a part. */
export const PART_BYTES = 4 * 1024

/** Whom the parts are for. */
export interface PartReader {
  /** A part comes next: the socket may be paused before it. */
  beforePart(): void
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

/** Where `Readable` gets what was read from the system. */
function pushParts(this: SocketInParts, chunk: unknown, encoding?: BufferEncoding): boolean {
  this[READER]?.beforePart()
  if (!(chunk instanceof Uint8Array) || chunk.length <= PART_BYTES) return push.call(this, chunk, encoding)
  let wantsMore = push.call(this, copyOf(chunk.subarray(0, PART_BYTES)), encoding)
  for (let at = PART_BYTES; at < chunk.length; at += PART_BYTES) {
    this[READER]?.beforePart()
    wantsMore = push.call(this, copyOf(chunk.subarray(at, at + PART_BYTES)), encoding)
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
