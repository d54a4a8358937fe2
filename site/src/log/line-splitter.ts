/** Bytes of a stream in, whole lines out. A long line is handed out in pieces, so nothing grows without bound. */
import { StringDecoder } from 'node:string_decoder'

const LONGEST_LINE = 64 * 1024

export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''

  /** The lines that `chunk` completes, without their line ends; blank ones are left out. */
  push(chunk: Buffer): string[] {
    return this.#take(this.#decoder.write(chunk))
  }

  /** What was left without a line end when the stream closed. */
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

/** A character beyond the first 65,536 takes two units; a cut between them would spoil it. */
const isFirstHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
