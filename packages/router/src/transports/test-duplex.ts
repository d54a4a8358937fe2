/** A socket for tests: what the system reads is given by `push`, as Node does, and what is written is kept. */
import { Duplex } from 'node:stream'

/** A socket without a network. */
export class TestDuplex extends Duplex {
  /** The writes, joined. */
  written: Buffer = Buffer.alloc(0)
  /** How often the stream was asked to read from the system. */
  reads = 0
  /** When set, writes do not complete. */
  isStuck = false

  constructor() {
    super({ allowHalfOpen: true })
  }

  override _read(): void {
    this.reads++
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.written = Buffer.concat([this.written, chunk])
    if (!this.isStuck) done()
  }
}
