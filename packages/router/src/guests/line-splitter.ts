/**
 * Splits the bytes of a guest's output into lines. A very long line is returned in marked pieces, so that memory
 * stays bounded.
 */

/** The longest piece, in characters. */
export const LONGEST_LINE = 16 * 1024

const CONTINUES = ' …'
const CONTINUED = '… '

export class LineSplitter {
  readonly #longest: number
  readonly #decoder = new TextDecoder('utf-8')
  #rest = ''
  /** True where the beginning of the line has been returned already. */
  #isContinued = false
  #ended = 0

  constructor(longest: number = LONGEST_LINE) {
    this.#longest = longest
  }

  /** The number of line ends so far, including those of blank lines. */
  get ended(): number {
    return this.#ended
  }

  /** Returns the lines that a chunk completes, without line ends and without blank lines. */
  push(chunk: Uint8Array): readonly string[] {
    return this.#take(this.#decoder.decode(chunk, { stream: true }))
  }

  /** Returns the text after the last line end, once the stream has closed. */
  end(): readonly string[] {
    const lines = [...this.#take(this.#decoder.decode())]
    this.#finish(lines)
    return lines
  }

  #take(text: string): readonly string[] {
    const lines: string[] = []
    let from = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#extend(text.slice(from, at), lines)
      this.#finish(lines)
      this.#ended++
      from = at + 1
    }
    this.#extend(text.slice(from), lines)
    return lines
  }

  /** Moves all but the last piece of a long line to `lines`. */
  #extend(text: string, lines: string[]): void {
    this.#rest += text
    while (this.#rest.length > this.#longest) {
      const at = endsInsideCharacter(this.#rest, this.#longest) ? this.#longest - 1 : this.#longest
      lines.push(this.#marked(this.#rest.slice(0, at)) + CONTINUES)
      this.#rest = this.#rest.slice(at)
      this.#isContinued = true
    }
  }

  #finish(lines: string[]): void {
    const line = this.#rest.trimEnd()
    if (line !== '') lines.push(this.#marked(line))
    this.#rest = ''
    this.#isContinued = false
  }

  #marked(piece: string): string {
    return this.#isContinued ? CONTINUED + piece : piece
  }
}

/** True where a cut would separate the two halves of a surrogate pair. */
function endsInsideCharacter(text: string, at: number): boolean {
  const unit = text.charCodeAt(at - 1)
  return at > 1 && unit >= 0xd800 && unit <= 0xdbff
}
