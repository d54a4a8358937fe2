/**
 * A guest's output, line by line. It is read as fast as the log may grow and no faster: a guest that floods its output
 * waits in its own write, as with any full pipe. Nothing is lost and nothing piles up here.
 */
import type { Readable } from 'node:stream'
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import { LineSplitter } from './line-splitter.ts'

/** So much in each window; then the rest waits for the next one. */
const WINDOW = { ms: 100, lines: 500, characters: 512 * 1024 }

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
    for await (const chunk of stream) for (const line of splitter.push(chunk)) await gate.pass(line)
  } catch {
    // destroyed: its guest is gone, and others that held the pipe may say no more
  }
  for (const line of splitter.end()) parts.write(line)
}

class Gate {
  readonly #parts: RelayParts
  #since = performance.now()
  #lines = 0
  #characters = 0
  #isFlooded = false

  constructor(parts: RelayParts) {
    this.#parts = parts
  }

  async pass(line: string): Promise<void> {
    if (this.#lines >= WINDOW.lines || this.#characters >= WINDOW.characters) await this.#nextWindow()
    this.#lines++
    this.#characters += line.length
    this.#parts.write(line)
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
    this.#characters = 0
  }
}
