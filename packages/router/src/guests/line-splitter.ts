/** Bytes of a guest's output in, lines out. A line that does not end is handed out in marked pieces: nothing grows. */

/** In characters. */
export const LONGEST_LINE = 16 * 1024

const CONTINUES = ' …'
const CONTINUED = '… '

export class LineSplitter {
  readonly #longest: number
  readonly #decoder = new TextDecoder('utf-8')
  #rest = ''

  constructor(longest: number = LONGEST_LINE) {
    this.#longest = longest
  }

  /** The lines that a chunk completes, without line ends; blank ones are left out. */
  push(chunk: Uint8Array): readonly string[] {
    return this.#take(this.#decoder.decode(chunk, { stream: true }))
  }

  /** What was left without a line end when the stream closed. */
  end(): readonly string[] {
    return this.#take(`${this.#decoder.decode()}\n`)
  }

  #take(text: string): readonly string[] {
    const pieces = (this.#rest + text).split('\n')
    const last = pieces.pop() ?? ''
    const lines: string[] = []
    for (const piece of pieces) lines.push(this.#cut(piece, lines))
    this.#rest = this.#cut(last, lines)
    return lines.map((line) => line.trimEnd()).filter((line) => line !== '' && line !== CONTINUED.trimEnd())
  }

  /** Moves all but the last piece of a long line to `lines`, and answers that last piece. */
  #cut(line: string, lines: string[]): string {
    let rest = line
    while (rest.length > this.#longest) {
      const at = endsInsideCharacter(rest, this.#longest) ? this.#longest - 1 : this.#longest
      lines.push(rest.slice(0, at) + CONTINUES)
      rest = CONTINUED + rest.slice(at)
    }
    return rest
  }
}

/** True where a cut would part the two halves of one character. */
function endsInsideCharacter(text: string, at: number): boolean {
  const unit = text.charCodeAt(at - 1)
  return unit >= 0xd800 && unit <= 0xdbff
}
