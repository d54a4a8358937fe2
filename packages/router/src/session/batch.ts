/**
 * The frames that one turn of the event loop brings for a socket. The list is a linked list whose nodes sockets share.
 * When a thousand outboxes get the same frames in the same order, they share one node, and the frames are joined once.
 */

/** Joins frames to one block of `bytes` bytes. */
export type Join = (frames: readonly Uint8Array[], bytes: number) => Uint8Array

/** A node of the list: the frames up to here. */
export class Batch {
  readonly #previous: Batch | undefined
  readonly #frame: Uint8Array | undefined
  readonly bytes: number
  readonly #length: number
  #next: Batch | undefined
  #joined: Uint8Array | undefined

  private constructor(previous: Batch | undefined, frame: Uint8Array | undefined) {
    this.#previous = previous
    this.#frame = frame
    this.bytes = (previous?.bytes ?? 0) + (frame?.length ?? 0)
    this.#length = previous === undefined ? 0 : previous.#length + 1
  }

  static empty(): Batch {
    return new Batch(undefined, undefined)
  }

  /** The list with one more frame. The same frame after the same list returns the same node. */
  with(frame: Uint8Array): Batch {
    if (this.#next !== undefined && this.#next.#frame === frame) return this.#next
    this.#next = new Batch(this, frame)
    return this.#next
  }

  /** All frames as one block of bytes, made once for all outboxes that share this node. */
  joined(join: Join): Uint8Array {
    if (this.#length === 1 && this.#frame !== undefined) return this.#frame
    this.#joined ??= join(this.#frames(), this.bytes)
    return this.#joined
  }

  /**
   * As {@link joined}, but always in its own memory. Bytes that wait longer than a turn must not keep a shared pool in
   * memory.
   */
  settled(join: Join): Uint8Array {
    this.#joined ??= join(this.#frames(), this.bytes)
    return this.#joined
  }

  #frames(): Uint8Array[] {
    const frames = new Array<Uint8Array>(this.#length)
    let node: Batch = this
    while (node.#previous !== undefined && node.#frame !== undefined) {
      frames[node.#length - 1] = node.#frame
      node = node.#previous
    }
    return frames
  }
}
