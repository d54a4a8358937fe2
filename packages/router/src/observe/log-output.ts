/**
 * Writes log lines to a stream that may fail: the disk is full, or the reader is gone or too slow. Then lines are
 * dropped and counted: they do not accumulate, and no error ends the process. The stream is tried again until it
 * works; then the log says how many lines are missing.
 */
import { Writable } from 'node:stream'
import { oneLine } from '../realm/quoted.ts'

/** Maximum of bytes that wait for a slow reader. */
export const MOST_WAITING_BYTES = 1024 * 1024

const RETRY_MS = 1_000

export interface LogOutputParts {
  /** Runs a function later, without keeping the process alive. */
  after(ms: number, run: () => void): unknown
  /** Called when lines can be written again, with the number of missing lines and the reason. */
  recovered(lost: number, why: string): void
}

export class LogOutput extends Writable {
  readonly #stream: Writable
  readonly #parts: LogOutputParts
  #trouble: string | undefined
  #isRetrying = false
  #lost = 0
  /** How many of the lost lines `recovered` has reported. */
  #told = 0

  constructor(stream: Writable, parts: LogOutputParts) {
    super({ decodeStrings: false })
    this.#stream = stream
    this.#parts = parts
    stream.on('error', () => {}) // the callback of the write has the error; without a listener it ends the process
    stream.on('drain', () => this.#hasRoom())
  }

  /** Lines that could not be written. */
  get lost(): number {
    return this.#lost
  }

  /** True once the stream has taken everything. */
  get isFlushed(): boolean {
    return this.#stream.writableLength === 0
  }

  /** Never waits: the logger must not collect lines for a stream that has stopped. */
  override _write(line: string | Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    // Applies to fields and guests' lines too: an escape means the same in JSON, and is visible on a terminal.
    this.#take(oneLine(typeof line === 'string' ? line : Buffer.from(line).toString()))
    done()
  }

  #take(line: string): void {
    if (this.#stream.writableLength > MOST_WAITING_BYTES) this.#trouble ??= 'the reader of the log does not keep up'
    if (this.#trouble !== undefined) this.#lost++
    else this.#stream.write(line, (error) => (error ? this.#failed(error) : undefined))
  }

  #hasRoom(): void {
    if (!this.#isRetrying) this.#recover()
  }

  /** Called once for each line that a failure lost. */
  #failed(error: Error): void {
    this.#lost++
    this.#trouble = `the log could not be written: ${error.message}`
    if (!this.#isRetrying) this.#retryLater()
  }

  #retryLater(): void {
    this.#isRetrying = true
    this.#parts.after(RETRY_MS, () => {
      // Ends a line of which only the beginning was written before the disk was full.
      this.#stream.write('\n', (error) => (error ? this.#retryLater() : this.#recover()))
    })
  }

  #recover(): void {
    const why = this.#trouble
    if (why === undefined) return
    this.#trouble = undefined
    this.#isRetrying = false
    const lost = this.#lost - this.#told
    this.#told = this.#lost
    this.#parts.recovered(lost, why)
  }
}
