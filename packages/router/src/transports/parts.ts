/**
 * Splits large reads of a socket into parts. Node reads up to 64 KiB at once, which may be ten thousand pings or two
 * thousand short messages: too much to handle at once while other connections wait. A paused socket keeps the remaining
 * parts.
 * A fragment of an unfinished message stays in `ws` as a view of the read that it came in. A fragment of one byte, with
 * pings around it, would keep 64 KiB in memory. So a part is copied, unless it continues a frame.
 */
import { Readable } from 'node:stream'
import type { Duplex } from 'node:stream'

/** The size of a part in bytes. */
export const PART_BYTES = 4 * 1024

/** The transport that gets the parts. */
export interface PartReader {
  /**
   * Called before each part; it may pause the socket. Returns whether the part is copied, passed on as a view, or
   * dropped.
   */
  beforePart(): 'copy' | 'view' | 'drop'
}

const READER = Symbol('reader')

interface SocketInParts extends Duplex {
  [READER]?: PartReader
}

/** Makes this socket emit its data in parts. */
export function readInParts(socket: SocketInParts, reader: PartReader): void {
  socket[READER] = reader
  socket.push = pushParts
}

/** Replaces `push`, which takes the data that was read from the system. False makes the socket stop reading. */
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

/** A copy in its own memory, not in the pool that small buffers share. */
function copyOf(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  copy.set(bytes)
  return copy
}

const { push } = Readable.prototype
