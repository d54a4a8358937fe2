/**
 * The messages of one thread as the page shows them: pages of the history, live events, and one's own messages on
 * their way. A message may arrive several times, by different ways; its author and id tell that it is the same.
 */

/** A row of the history: `GET /thread/{permalink}/messages`. */
export interface HistoryRow {
  readonly kind: 'message' | 'gap'
  readonly seq: number
  readonly id?: string
  readonly author?: string
  readonly text?: string
  readonly at?: number
  readonly from?: number
  readonly to?: number
}

/** A message that somebody sent. Times are milliseconds since 1970. */
export interface Said {
  readonly id: string
  readonly author: string
  readonly text: string
  readonly at: number
}

/** A time in which messages may not have been recorded. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** What the page shows, in order. `seq` is the place in the history; undefined for a message that came live. */
export type Entry =
  | { readonly kind: 'message'; readonly seq: number | undefined; readonly said: Said }
  | { readonly kind: 'gap'; readonly seq: number; readonly gap: Gap }

/** The entries of one thread. Immutable: each method returns another timeline, or the same when nothing changed. */
export class Timeline {
  static readonly empty = new Timeline([], { before: undefined, isLoaded: false })

  readonly entries: readonly Entry[]
  readonly #known: ReadonlySet<string>
  /** For the next older page; undefined when there is none, or none was loaded yet. */
  readonly before: number | undefined
  /** True when the newest page was loaded. */
  readonly isLoaded: boolean

  private constructor(entries: readonly Entry[], { before, isLoaded }: Pick<Timeline, 'before' | 'isLoaded'>) {
    this.entries = entries
    this.#known = keysOf(entries)
    this.before = before
    this.isLoaded = isLoaded
  }

  /** Adds a page of the history: the newest one after a connection, or an older one above. */
  withPage(rows: readonly HistoryRow[], before: number | undefined): Timeline {
    const fresh = rows.flatMap(entryOf)
    const places = new Set(fresh.map(placeOf))
    const rest = this.entries.filter((entry) => !places.has(placeOf(entry)))
    const isOlder = this.isLoaded && (fresh.at(-1)?.seq ?? Infinity) < (oldestSeq(this.entries) ?? Infinity)
    const merged = [...rest, ...fresh].toSorted(inOrder)
    return new Timeline(merged, { before: isOlder || !this.isLoaded ? before : this.before, isLoaded: true })
  }

  /** Adds a message that came live. One that is there already changes nothing. */
  withMessage(said: Said): Timeline {
    if (this.#known.has(keyOf(said))) return this
    const entries = [...this.entries, { kind: 'message', seq: undefined, said } as const].toSorted(inOrder)
    return new Timeline(entries, this)
  }

  /** Removes a message that its author deleted. */
  without(author: string, id: string): Timeline {
    const entries = this.entries.filter((entry) => entry.kind !== 'message' || keyOf(entry.said) !== key(author, id))
    return new Timeline(entries, this)
  }

  /** True when this message was seen. */
  has(author: string, id: string): boolean {
    return this.#known.has(key(author, id))
  }
}

/** The length goes first, so that no two pairs of a name and an id have the same key. */
const key = (author: string, id: string): string => `${author.length} ${author} ${id}`
const keyOf = ({ author, id }: Said): string => key(author, id)
const placeOf = (entry: Entry): string => (entry.kind === 'gap' ? `gap ${entry.seq}` : keyOf(entry.said))

function keysOf(entries: readonly Entry[]): ReadonlySet<string> {
  return new Set(entries.flatMap((entry) => (entry.kind === 'message' ? [keyOf(entry.said)] : [])))
}

function entryOf({ kind, seq, id, author, text, at, from, to }: HistoryRow): Entry[] {
  if (kind === 'gap') return from === undefined || to === undefined ? [] : [{ kind, seq, gap: { from, to } }]
  if (id === undefined || author === undefined || text === undefined || at === undefined) return []
  return [{ kind, seq, said: { id, author, text, at } }]
}

const oldestSeq = (entries: readonly Entry[]): number | undefined => entries.find(({ seq }) => seq !== undefined)?.seq

/** By the place in the history; what is not in it yet follows, by time. */
function inOrder(one: Entry, other: Entry): number {
  if (one.seq !== undefined && other.seq !== undefined) return one.seq - other.seq
  if (one.seq !== undefined) return -1
  if (other.seq !== undefined) return 1
  return timeOf(one) - timeOf(other)
}

const timeOf = (entry: Entry): number => (entry.kind === 'message' ? entry.said.at : entry.gap.from)
