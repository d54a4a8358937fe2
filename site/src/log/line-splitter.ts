/** Bytes of a stream in, whole lines out. A line that never ends is handed out in pieces, so nothing grows without bound. */
import { StringDecoder } from 'node:string_decoder'

const longestLine = 64 * 1024

export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''

  /** The lines that `chunk` completes, without their line ends. */
  push(chunk: Buffer): string[] {
    const lines = (this.#rest + this.#decoder.write(chunk)).split(/\r?\n/)
    this.#rest = lines.pop() ?? ''
    while (this.#rest.length > longestLine) {
      lines.push(this.#rest.slice(0, longestLine))
      this.#rest = this.#rest.slice(longestLine)
    }
    return lines.filter((line) => line !== '')
  }

  /** What was left without a line end when the stream closed. */
  end(): string[] {
    const rest = this.#rest + this.#decoder.end()
    this.#rest = ''
    return rest === '' ? [] : [rest]
  }
}
