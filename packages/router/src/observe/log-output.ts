/**
 * The stream that log lines go to, which may fail: the disk is full, the reader is gone, or it does not keep up. Then
 * lines are counted and dropped instead of kept or thrown as errors. The stream is tried again until it works, and the
 * log says how many lines are missing.
 */
import { Writable } from 'node:stream'
import { oneLine } from '../realm/quoted.ts'

/** Bytes of lines that may wait for a slow reader. */
export const MOST_WAITING_BYTES = 1024 * 1024

const RETRY_MS = 1_000

export interface LogOutputParts {
  /** Runs a function later, without keeping the process alive. */
  after(ms: number, run: () => void): unknown
  /** Lines go out again: the log should say how many are missing, and why. */
  recovered(lost: number, why: string): void
}

export class LogOutput extends Writable {
  readonly #stream: Writable
  readonly #parts: LogOutputParts
  #trouble: string | undefined
  #isRetrying = false
  #lost = 0
  /** What `recovered` has told of them. */
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

  /** Never waits: the stream that writes here must not collect lines for one that has stopped. */
  override _write(line: string | Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    // Also what stands in a field, or in a line of a guest's: escapes mean the same in JSON, and can be seen on a terminal.
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

  /** Called once for each line that was lost by one failure. */
  #failed(error: Error): void {
    this.#lost++
    this.#trouble = `the log could not be written: ${error.message}`
    if (!this.#isRetrying) this.#retryLater()
  }

  #retryLater(): void {
    this.#isRetrying = true
    this.#parts.after(RETRY_MS, () => {
      // Ends the line of which a full disk took only the beginning.
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
