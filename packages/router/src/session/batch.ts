/**
 * The frames that one turn of the event loop brings for a socket, as a list that sockets share: when a thousand
 * outboxes get the same frames in the same order they all stand at the same node, and the frames are joined once.
 */
export type Join = (frames: readonly Uint8Array[], bytes: number) => Uint8Array

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

  /** This list and one frame more. The same frame after the same list gives the same node. */
  with(frame: Uint8Array): Batch {
    if (this.#next !== undefined && this.#next.#frame === frame) return this.#next
    this.#next = new Batch(this, frame)
    return this.#next
  }

  /** All frames as one block of bytes, made once for all who stand here. */
  joined(join: Join): Uint8Array {
    if (this.#length === 1 && this.#frame !== undefined) return this.#frame
    this.#joined ??= join(this.#frames(), this.bytes)
    return this.#joined
  }

  /** As {@link joined}, in memory of its own: what waits longer than a turn must not pin pools that it shares. */
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
