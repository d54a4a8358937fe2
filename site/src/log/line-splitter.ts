/** Splits the bytes of a stream into lines. A long line is returned in pieces, so that memory stays bounded. */
import { StringDecoder } from 'node:string_decoder'

const LONGEST_LINE = 64 * 1024

export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''

  /** Returns the lines that `chunk` completes, without line ends and without blank lines. */
  push(chunk: Buffer): string[] {
    return this.#take(this.#decoder.write(chunk))
  }

  /** Returns the text after the last line end, once the stream has closed. */
  end(): string[] {
    const lines = this.#take(this.#decoder.end())
    const rest = this.#rest
    this.#rest = ''
    return rest === '' ? lines : [...lines, rest]
  }

  #take(text: string): string[] {
    const lines = (this.#rest + text).split(/\r?\n/)
    const rest = pieces(lines.pop() ?? '')
    this.#rest = rest.pop() ?? ''
    return [...lines.flatMap(pieces), ...rest].filter((line) => line !== '')
  }
}

function pieces(line: string): string[] {
  const parts: string[] = []
  let from = 0
  while (line.length - from > LONGEST_LINE) {
    const at = from + LONGEST_LINE
    const cut = isFirstHalf(line.charCodeAt(at - 1)) ? at - 1 : at
    parts.push(line.slice(from, cut))
    from = cut
  }
  return [...parts, line.slice(from)]
}

/** A character beyond the first 65,536 has two code units; a cut between them would corrupt it. */
const isFirstHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
