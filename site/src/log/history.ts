/**
 * The log of the workshop: all lines in one order. The number of kept lines is bounded per source, so that a chatty
 * router does not push out the last lines of another. The length of a line is bounded too. Listeners are called at
 * once and must not throw.
 */

export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'

export interface Line {
  /** A number that counts up over all sources, in the order in which the lines arrived. */
  readonly id: number
  /** Milliseconds since 1970, as the writer stamped it. */
  readonly at: number
  readonly source: string
  readonly level: Level
  readonly text: string
  /** The session that the line is about (authid, realm and session), or the guest worker. */
  readonly who?: string
  /** True for the output of a guest worker, false for that of the router itself. */
  readonly guest?: boolean
}

export type Entry = Omit<Line, 'id'>
export type Listener = (line: Line) => void

const linesPerSource = 1_000
const charactersPerLine = 4_000

export class LogHistory {
  readonly #kept = new Map<string, Line[]>()
  readonly #listeners = new Set<Listener>()
  #lastId = 0

  write(entry: Entry): void {
    const line: Line = { ...entry, id: ++this.#lastId, text: shortened(entry.text) }
    const lines = this.#kept.getOrInsertComputed(line.source, () => [])
    lines.push(line)
    if (lines.length > linesPerSource) lines.splice(0, lines.length - linesPerSource)
    for (const listener of this.#listeners) listener(line)
  }

  /** The kept lines of one source after the line `id`, oldest first. */
  since(source: string, id: number): readonly Line[] {
    return (this.#kept.get(source) ?? []).filter((line) => line.id > id)
  }

  /** Listens to new lines. Returns a function that ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  get lastId(): number {
    return this.#lastId
  }
}

function shortened(text: string): string {
  if (text.length <= charactersPerLine) return text
  return `${text.slice(0, charactersPerLine)} … (${text.length - charactersPerLine} more characters)`
}
