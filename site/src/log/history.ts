/**
 * One ordered log of everything the workshop says. What is kept is bounded per source, so a chatty router cannot push
 * another one's last words out; each line is cut to a bounded length. Listeners are called at once and must not throw.
 */

export type Level = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal'

export interface Line {
  /** Counts up over all sources: the order in which the lines arrived. */
  readonly id: number
  /** Milliseconds since 1970, as the writer stamped it. */
  readonly at: number
  readonly source: string
  readonly level: Level
  readonly text: string
  /** Whose session it is about: authid, realm and session; or which guest worker. */
  readonly who?: string
  /** Said by a guest worker of a router, not by the router itself. */
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

  /** What is still known of one source, oldest first, from the line after `id` on. */
  since(source: string, id: number): readonly Line[] {
    return (this.#kept.get(source) ?? []).filter((line) => line.id > id)
  }

  /** Returns the function that ends it. */
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
