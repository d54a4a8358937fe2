/**
 * A guest's output, line by line. It is read as fast as the log may grow and no faster: a guest that floods its output
 * waits in its own write, as with any full pipe. Nothing is lost and nothing piles up here. What is read is charged as
 * well as what is written, since blank lines cost time and never reach the log.
 */
import type { Readable } from 'node:stream'
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import { LineSplitter } from './line-splitter.ts'

/** What may pass in each window; then the rest waits for the next one. */
const WINDOW = { ms: 100, lines: 500, bytes: 512 * 1024 }
/** The work that each line makes, blank or not, as bytes. */
const LINE_BYTES = 16

export interface RelayParts {
  write(line: string): void
  /** Called once, when the guest is held back for the first time. */
  flooded(): void
  /** True once the guest is gone: what is left in the pipe is little, and is read without waiting. */
  isOver(): boolean
}

/** Resolves when the stream has ended, however it ended. */
export async function relay(stream: Readable, parts: RelayParts): Promise<void> {
  const splitter = new LineSplitter()
  const gate = new Gate(parts)
  try {
    for await (const chunk of stream) {
      const before = splitter.ended
      const lines = splitter.push(chunk)
      gate.charge(chunk.length + (splitter.ended - before) * LINE_BYTES)
      for (const line of lines) await gate.pass(line)
      await gate.open()
    }
  } catch {
    // destroyed: its guest is gone, and others that held the pipe may say no more
  }
  for (const line of splitter.end()) parts.write(line)
}

class Gate {
  readonly #parts: RelayParts
  #since = performance.now()
  #lines = 0
  #bytes = 0
  #isFlooded = false

  constructor(parts: RelayParts) {
    this.#parts = parts
  }

  charge(bytes: number): void {
    this.#bytes += bytes
  }

  async pass(line: string): Promise<void> {
    if (this.#lines >= WINDOW.lines) await this.#nextWindow()
    this.#lines++
    this.#parts.write(line)
  }

  /** Resolves when more may be read. */
  async open(): Promise<void> {
    while (this.#bytes >= WINDOW.bytes) await this.#nextWindow()
  }

  async #nextWindow(): Promise<void> {
    const left = this.#since + WINDOW.ms - performance.now()
    if (this.#parts.isOver()) await turn()
    else if (left > 0) {
      if (!this.#isFlooded) this.#parts.flooded()
      this.#isFlooded = true
      await pause(left)
    }
    this.#since = performance.now()
    this.#lines = 0
    this.#bytes = Math.max(0, this.#bytes - WINDOW.bytes)
  }
}
