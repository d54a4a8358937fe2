/**
 * A list of entries that arrive by themselves. It is painted at intervals, so that it stays smooth at any rate. The
 * number of rows is bounded. It follows its end until the reader scrolls away, and then offers what is new. It can be
 * paused and filtered.
 */
import { button } from './dom.ts'

const mostRows = 400
const paintEveryMs = 100
const nearEndPx = 48

/** A scroll within this time after a touch, a key or a turn of the wheel is the reader's. */
const readersScrollMs = 1_000

export abstract class LiveList<Entry> {
  abstract readonly element: HTMLElement
  /** Leads back to the end. It is shown when something arrived while the reader was elsewhere in the list. */
  readonly newer = button('', { class: 'newer', hidden: true }, () => this.#follow())
  #isFollowing = true
  #unseen = 0
  #touchedAt = -Infinity
  #pending: Entry[] = []
  #timer: number | undefined
  #filter = ''
  #isPaused = false

  /** All kept entries, the oldest first. */
  protected abstract readonly kept: readonly Entry[]
  /** How many entries may wait to be painted. When there are more, the oldest half is left out. */
  protected abstract readonly mostPending: number

  /** What the entries are called: "frames". */
  protected abstract readonly noun: string

  /** The text that a filter searches, in lower case; undefined for notes between entries. */
  protected abstract words(entry: Entry): string | undefined
  protected abstract line(entry: Entry): string
  /** Rows for the entries since the last time, possibly not for all of them. */
  protected abstract fresh(entries: readonly Entry[]): readonly HTMLElement[]
  protected abstract row(entry: Entry): HTMLElement
  /** Called when the list starts again from empty. */
  protected begins(): void {}
  /** Called when a row has been removed. */
  protected removed(_row: Element): void {}

  get isPaused(): boolean {
    return this.#isPaused
  }

  /** How many entries arrived while the list was paused. */
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

  /** The kept entries that pass the filter, as text. */
  text(): string {
    return this.#matching()
      .map((entry) => this.line(entry))
      .join('\n')
  }

  /** Called when the list is visible again: a hidden element cannot be scrolled. */
  shown(): void {
    if (!this.#isPaused && this.#isFollowing) this.#scrollToEnd()
  }

  /** Called once, when the element exists. */
  protected watchReader(): void {
    for (const name of ['wheel', 'touchmove', 'pointerdown', 'keydown', 'focusin'] as const) {
      this.element.addEventListener(name, () => (this.#touchedAt = performance.now()), { passive: true })
    }
    this.element.addEventListener('scroll', () => {
      const isReaders = performance.now() - this.#touchedAt < readersScrollMs
      if (this.#isAtEnd) this.#follow()
      else if (isReaders) this.#isFollowing = false
      else if (this.#isFollowing) this.#scrollToEnd() // a row turned out taller than it was taken for
    })
    new ResizeObserver(() => this.shown()).observe(this.element)
  }

  /** Called when a row has been opened or shown: the reader stays there, unless it is the end. */
  protected stay(): void {
    this.#isFollowing = this.#isAtEnd
  }

  /** Called when an entry has arrived. */
  protected came(entry: Entry): void {
    if (!this.#matches(entry)) return
    this.#pending.push(entry)
    if (this.#pending.length > this.mostPending) this.#pending.splice(0, this.mostPending / 2)
    if (!this.#isPaused) this.#timer ??= window.setTimeout(() => this.#paint(), paintEveryMs)
  }

  /** Builds all rows again from the kept entries, so that none that fits is left out. */
  protected showAll(): void {
    this.#pending = []
    this.element.replaceChildren()
    this.begins()
    this.#append(
      this.#matching()
        .slice(-mostRows)
        .map((entry) => this.row(entry)),
    )
    this.#follow()
  }

  #paint(): void {
    this.#timer = undefined
    if (this.#isPaused) return
    const pending = this.#pending
    this.#pending = []
    this.#append(this.fresh(pending))
    if (this.#isFollowing) this.#scrollToEnd()
    else this.#offer(pending.length)
  }

  #offer(arrived: number): void {
    this.#unseen += arrived
    this.newer.textContent = `${this.#unseen} new ${this.noun} ↓`
    this.newer.hidden = false
  }

  #follow(): void {
    this.#isFollowing = true
    this.#unseen = 0
    this.newer.hidden = true
    this.#scrollToEnd()
  }

  get #isAtEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.element
    return scrollHeight - scrollTop - clientHeight < nearEndPx
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

  /** Once more after the next painting: rows get their real height when they are painted. */
  #scrollToEnd(): void {
    this.element.scrollTop = this.element.scrollHeight
    requestAnimationFrame(() => {
      if (this.#isFollowing) this.element.scrollTop = this.element.scrollHeight
    })
  }
}
