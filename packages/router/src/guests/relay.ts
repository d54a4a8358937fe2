/**
 * Relays a guest's output to the log, line by line. The output is read only as fast as the log may grow: a guest that
 * prints faster is blocked in its own write, as with any full pipe. No output is lost, and none accumulates here.
 * Bytes that are read are charged like lines that are written, because blank lines take time and never reach the log.
 */
import type { Readable } from 'node:stream'
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises'
import { LineSplitter } from './line-splitter.ts'

/** The bounds of one time window; the rest waits for the next window. */
const WINDOW = { ms: 100, lines: 500, bytes: 512 * 1024 }
/** The cost of each line, blank or not, in bytes. */
const LINE_BYTES = 16

export interface RelayParts {
  write(line: string): void
  /** Called once, when the guest is slowed down for the first time. */
  flooded(): void
  /** True once the guest has ended: the rest in the pipe is small, and is read without waiting. */
  isOver(): boolean
}

/** Resolves when the stream has ended or failed. */
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
    // destroyed: the guest has ended, and the output of other processes on the pipe is not wanted
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
