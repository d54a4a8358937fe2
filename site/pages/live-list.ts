/**
 * A list whose entries come by themselves: painted seldom, so that it stays smooth whatever arrives; a bounded number of
 * rows; it follows its end unless the reader has scrolled away from it; it can be paused and filtered.
 */

const mostRows = 400
const paintEveryMs = 100
const nearEndPx = 48

export abstract class LiveList<Entry> {
  abstract readonly element: HTMLElement
  #pending: Entry[] = []
  #timer: number | undefined
  #filter = ''
  #isPaused = false

  /** Everything that is kept, the oldest first. */
  protected abstract readonly kept: readonly Entry[]
  /** How many may wait to be painted; more, and the oldest half is left out. */
  protected abstract readonly mostPending: number

  /** The words that a filter looks at, in lower case; undefined for what only stands between entries. */
  protected abstract words(entry: Entry): string | undefined
  protected abstract line(entry: Entry): string
  /** Rows for what has come since the last time: perhaps not all of it. */
  protected abstract fresh(entries: readonly Entry[]): readonly HTMLElement[]
  protected abstract row(entry: Entry): HTMLElement
  /** The list begins anew. */
  protected begins(): void {}
  /** A row is gone. */
  protected removed(_row: Element): void {}

  get isPaused(): boolean {
    return this.#isPaused
  }

  /** How many came while the list stood still. */
  get waiting(): number {
    return this.#pending.length
  }

  pause(isPaused: boolean): void {
    this.#isPaused = isPaused
    this.showAll()
  }

  filter(text: string): void {
    this.#filter = text.trim().toLowerCase()
    this.showAll()
  }

  /** What is kept and passes the filter, as text. */
  text(): string {
    return this.#matching()
      .map((entry) => this.line(entry))
      .join('\n')
  }

  /** It was hidden and is seen again; a hidden element cannot be scrolled. */
  shown(): void {
    if (!this.#isPaused) this.#scrollToEnd()
  }

  /** Something has come. */
  protected came(entry: Entry): void {
    if (!this.#matches(entry)) return
    this.#pending.push(entry)
    if (this.#pending.length > this.mostPending) this.#pending.splice(0, this.mostPending / 2)
    if (!this.#isPaused) this.#timer ??= window.setTimeout(() => this.#paint(), paintEveryMs)
  }

  /** From what is kept anew, so nothing that is still kept and fits is left out. */
  protected showAll(): void {
    this.#pending = []
    this.element.replaceChildren()
    this.begins()
    this.#append(
      this.#matching()
        .slice(-mostRows)
        .map((entry) => this.row(entry)),
    )
    this.#scrollToEnd()
  }

  #paint(): void {
    this.#timer = undefined
    if (this.#isPaused) return
    const { scrollTop, scrollHeight, clientHeight } = this.element
    const isAtEnd = scrollHeight - scrollTop - clientHeight < nearEndPx
    const pending = this.#pending
    this.#pending = []
    this.#append(this.fresh(pending))
    if (isAtEnd) this.#scrollToEnd()
  }

  #append(rows: readonly HTMLElement[]): void {
    this.element.append(...rows)
    while (this.element.childElementCount > mostRows) {
      const [oldest] = this.element.children
      if (oldest === undefined) return
      oldest.remove()
      this.removed(oldest)
    }
  }

  #matching(): readonly Entry[] {
    return this.kept.filter((entry) => this.#matches(entry))
  }

  #matches(entry: Entry): boolean {
    return this.#filter === '' || this.words(entry)?.includes(this.#filter) === true
  }

  #scrollToEnd(): void {
    this.element.scrollTop = this.element.scrollHeight
  }
}
