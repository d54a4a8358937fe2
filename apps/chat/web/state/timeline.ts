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

/** An entry that the history has. */
type Recorded = Entry & { readonly seq: number }

interface TimelineState extends Pick<Timeline, 'before' | 'isLoaded'> {
  readonly gone: ReadonlySet<string>
  /** Until when the messages of an author are gone, with the account. A new user may have the name. */
  readonly goneAuthors: ReadonlyMap<string, number>
}

/** The entries of one thread. Immutable: each method returns another timeline, or the same when nothing changed. */
export class Timeline {
  static readonly empty = new Timeline([], {
    ...{ before: undefined, isLoaded: false, gone: new Set<string>(), goneAuthors: new Map<string, number>() },
  })

  readonly entries: readonly Entry[]
  /** Messages that were deleted: an event or a page that was on its way does not bring them back. */
  readonly #gone: ReadonlySet<string>
  readonly #goneAuthors: ReadonlyMap<string, number>
  readonly #known: ReadonlySet<string>
  /** For the next older page; undefined when there is none, or none was loaded yet. */
  readonly before: number | undefined
  /** True when the newest page was loaded. */
  readonly isLoaded: boolean

  private constructor(
    entries: readonly Entry[],
    { before, isLoaded, gone, goneAuthors }: TimelineState,
    known = keysOf(entries, gone),
  ) {
    this.entries = entries
    this.#gone = gone
    this.#goneAuthors = goneAuthors
    this.#known = known
    this.before = before
    this.isLoaded = isLoaded
  }

  /** Adds an older page above. */
  withOlder(rows: readonly HistoryRow[], before: number | undefined): Timeline {
    return this.#merged(rows.flatMap(entryOf), this.entries, before)
  }

  /**
   * Adds the newest page: the first one, or what was missed while there was no connection. If more was missed than one
   * page holds, the older entries are dropped, and come back as older pages: the timeline never has a hole. What the
   * page should have and does not was deleted meanwhile.
   */
  withNewest(rows: readonly HistoryRow[], before: number | undefined): Timeline {
    const fresh = rows.flatMap(entryOf)
    if (!this.isLoaded) return this.#merged(fresh, this.entries, before)
    const newest = this.entries.findLast(({ seq }) => seq !== undefined)?.seq
    const joins = newest === undefined || before === undefined || fresh.some(({ seq }) => seq <= newest)
    const first = fresh[0]?.seq ?? 0
    const older = this.entries.filter(({ seq }) => seq === undefined || seq < first)
    if (joins) return this.#merged(fresh, older, newest === undefined ? before : this.before)
    const last = fresh.at(-1)
    const live = this.entries.filter((entry) => entry.seq === undefined && (!last || timeOf(entry) > timeOf(last)))
    return this.#merged(fresh, live, before)
  }

  #merged(fresh: readonly Entry[], entries: readonly Entry[], before: number | undefined): Timeline {
    const places = new Set(fresh.map(placeOf))
    const rest = entries.filter((entry) => !places.has(placeOf(entry)))
    const living = fresh.filter((entry) => !this.#gone.has(placeOf(entry)) && !this.#isGone(entry))
    return new Timeline([...rest, ...living].toSorted(inOrder), { ...this.#state, before, isLoaded: true })
  }

  /** Adds messages that came live. One that is there already changes nothing. */
  withMessages(messages: readonly Said[]): Timeline {
    const known = new Set(this.#known)
    const fresh: Entry[] = []
    for (const said of messages) {
      if (known.has(keyOf(said))) continue
      known.add(keyOf(said))
      const entry: Entry = { kind: 'message', seq: undefined, said }
      if (!this.#isGone(entry)) fresh.push(entry)
    }
    if (fresh.length === 0) return this
    const inHistory = this.entries.findLastIndex(({ seq }) => seq !== undefined) + 1
    const live = [...this.entries.slice(inHistory), ...fresh].toSorted(inOrder)
    return new Timeline([...this.entries.slice(0, inHistory), ...live], this.#state, known)
  }

  /** Removes a message that its author deleted. */
  without(author: string, id: string): Timeline {
    const entries = this.entries.filter((entry) => placeOf(entry) !== key(author, id))
    return new Timeline(entries, { ...this.#state, gone: new Set(this.#gone).add(key(author, id)) })
  }

  /** Removes all messages of an author up to a time: the account was deleted. */
  withoutAuthor(author: string, until: number): Timeline {
    const goneAuthors = new Map(this.#goneAuthors).set(author, until)
    const marked = new Timeline(this.entries, { ...this.#state, goneAuthors }, this.#known)
    return new Timeline(
      this.entries.filter((entry) => !marked.#isGone(entry)),
      marked.#state,
    )
  }

  #isGone(entry: Entry): boolean {
    return entry.kind === 'message' && entry.said.at <= (this.#goneAuthors.get(entry.said.author) ?? -1)
  }

  /** True when this message was seen, or was deleted. */
  has(author: string, id: string): boolean {
    return this.#known.has(key(author, id))
  }

  /** What is known of one author's messages, by their ids: whether they were seen, and whether they are in the history. */
  of(author: string): { isShown(id: string): boolean; isRecorded(id: string): boolean } {
    const { entries } = this
    return {
      isShown: (id) => this.has(author, id),
      isRecorded: (id) =>
        entries.some(
          (it) => it.seq !== undefined && it.kind === 'message' && it.said.id === id && it.said.author === author,
        ),
    }
  }

  get #state(): TimelineState {
    return { before: this.before, isLoaded: this.isLoaded, gone: this.#gone, goneAuthors: this.#goneAuthors }
  }

  /** The place of the newest entry in the history; 0 while there is none. */
  get newestSeq(): number {
    return this.entries.findLast(({ seq }) => seq !== undefined)?.seq ?? 0
  }
}

/** The length goes first, so that no two pairs of a name and an id have the same key. */
const key = (author: string, id: string): string => `${author.length} ${author} ${id}`
const keyOf = ({ author, id }: Said): string => key(author, id)
const placeOf = (entry: Entry): string => (entry.kind === 'gap' ? `gap ${entry.seq}` : keyOf(entry.said))

function keysOf(entries: readonly Entry[], gone: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...gone, ...entries.flatMap((entry) => (entry.kind === 'message' ? [keyOf(entry.said)] : []))])
}

function entryOf({ kind, seq, id, author, text, at, from, to }: HistoryRow): Recorded[] {
  if (kind === 'gap') return from === undefined || to === undefined ? [] : [{ kind, seq, gap: { from, to } }]
  if (id === undefined || author === undefined || text === undefined || at === undefined) return []
  return [{ kind, seq, said: { id, author, text, at } }]
}

/** By the place in the history; what is not in it yet follows, by time. */
function inOrder(one: Entry, other: Entry): number {
  if (one.seq !== undefined && other.seq !== undefined) return one.seq - other.seq
  if (one.seq !== undefined) return -1
  if (other.seq !== undefined) return 1
  return timeOf(one) - timeOf(other)
}

const timeOf = (entry: Entry): number => (entry.kind === 'message' ? entry.said.at : entry.gap.from)
