/**
 * The list of frames. It paints at most ten times a second and a bounded number of rows each time, whatever arrives;
 * rows past a bound are removed from its top.
 */
import { el } from '../dom.ts'
import { frameDetail } from './frame-detail.ts'
import { rawText } from './frame-text.ts'
import { frameRow, gapRow, noteRow } from './frame-row.ts'
import { idOf, timeOf, type Entry, type Recorder } from './recorder.ts'
import { sample } from './sampling.ts'

const mostRows = 400
const paintEveryMs = 100
const mostPending = 5_000

export interface FrameListOptions {
  readonly recorder: Recorder
  /** Somebody wants to see what was left out. */
  readonly wantsAll: () => void
}

export class FrameList {
  readonly element = el('ol', { class: 'frames', 'aria-label': 'Frames, oldest first' })
  readonly #options: FrameListOptions
  #byId = new Map<number, Entry>()
  #pending: Entry[] = []
  #timer: number | undefined
  #lastTime: number | undefined
  #filter = ''
  #isPaused = false
  #isCovered = false

  constructor(options: FrameListOptions) {
    this.#options = options
    options.recorder.listen((entry) => this.#came(entry))
    this.element.addEventListener('click', (event) => this.#clicked(event))
    for (const name of ['pointerover', 'focusin'] as const) {
      this.element.addEventListener(name, ({ target }) => this.#relate(rowOf(target)))
    }
    this.element.addEventListener('pointerleave', () => this.#relate(undefined))
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  /** How many came while the list stood still. */
  get waiting(): number {
    return this.#pending.length
  }

  pause(isPaused: boolean): void {
    this.#isPaused = isPaused
    this.#showAll()
  }

  filter(text: string): void {
    this.#filter = text.trim().toLowerCase()
    this.#showAll()
  }

  cover(isCovered: boolean): void {
    this.#isCovered = isCovered
    this.#showAll()
  }

  clear(): void {
    this.#options.recorder.clear()
    this.#showAll()
  }

  /** What is kept and passes the filter, as text. */
  text(): string {
    const lines = this.#matching().map((entry) =>
      'note' in entry
        ? `# ${entry.note.text}`
        : `${entry.reading.frame.direction === 'out' ? '→' : '←'} ${rawText(entry.reading, this.#isCovered)}`,
    )
    return lines.join('\n')
  }

  show(id: number): void {
    const row = this.#row(id)
    if (!row) return
    row.scrollIntoView({ block: 'nearest' })
    row.querySelector('button')?.focus()
    this.#relate(row)
  }

  /** It was hidden and is seen again; a hidden element cannot be scrolled. */
  shown(): void {
    if (!this.#isPaused) this.#scrollToEnd()
  }

  #came(entry: Entry): void {
    if (!this.#matches(entry)) return
    this.#pending.push(entry)
    if (this.#pending.length > mostPending) this.#pending.splice(0, mostPending / 2)
    if (!this.#isPaused) this.#timer ??= window.setTimeout(() => this.#paint(), paintEveryMs)
  }

  #paint(): void {
    this.#timer = undefined
    if (this.#isPaused) return
    const { listed, leftOut } = sample(this.#pending)
    this.#pending = []
    const isAtEnd = this.#isAtEnd()
    if (leftOut.size > 0) this.element.append(gapRow(leftOut, this.#options.wantsAll))
    this.#append(listed)
    if (isAtEnd) this.#scrollToEnd()
  }

  /** From the recorder anew, so nothing that is still kept and fits is left out. */
  #showAll(): void {
    this.#pending = []
    this.#lastTime = undefined
    this.#byId = new Map()
    this.element.replaceChildren()
    this.#append(this.#matching().slice(-mostRows))
    this.#scrollToEnd()
  }

  #append(entries: readonly Entry[]): void {
    const rows = entries.map((entry) => {
      const at = timeOf(entry)
      const sinceLast = this.#lastTime === undefined ? undefined : at - this.#lastTime
      this.#lastTime = at
      this.#byId.set(idOf(entry), entry)
      return 'note' in entry ? noteRow(entry.note) : frameRow(entry.reading, sinceLast)
    })
    this.element.append(...rows)
    while (this.element.childElementCount > mostRows) this.#removeOldest()
  }

  #removeOldest(): void {
    const row = this.element.firstElementChild
    if (row instanceof HTMLElement) this.#byId.delete(Number(row.dataset['frame']))
    row?.remove()
  }

  #clicked({ target }: Event): void {
    const row = rowOf(target)
    const head = target instanceof Element ? target.closest('.frame-head') : null
    const entry = row && this.#byId.get(Number(row.dataset['frame']))
    if (!row || !head || !entry || 'note' in entry) return
    const open = row.querySelector('.detail')
    head.setAttribute('aria-expanded', String(!open))
    if (open) open.remove()
    else {
      const detail = frameDetail(entry.reading, this.#detailOptions())
      row.append(detail)
      detail.scrollIntoView({ block: 'nearest' })
    }
  }

  #detailOptions() {
    return {
      isCovered: () => this.#isCovered,
      goTo: (frame: number) => this.show(frame),
      nameOf: (frame: number) => {
        const entry = this.#byId.get(frame)
        return entry && 'reading' in entry ? entry.reading.kind?.name : undefined
      },
    }
  }

  /** Marks a frame and those it belongs to: its request, or its answers. */
  #relate(row: HTMLElement | undefined): void {
    for (const marked of this.element.querySelectorAll('.related')) marked.classList.remove('related')
    const entry = row && this.#byId.get(Number(row.dataset['frame']))
    if (!entry || 'note' in entry) return
    const { frame, answers } = entry.reading
    const related = [...this.#byId.values()].filter(
      (other) => 'reading' in other && (other.reading.frame.id === answers || other.reading.answers === frame.id),
    )
    if (related.length === 0) return
    for (const other of [entry, ...related]) this.#row(idOf(other))?.classList.add('related')
  }

  #matching(): readonly Entry[] {
    return this.#options.recorder.entries.filter((entry) => this.#matches(entry))
  }

  #matches(entry: Entry): boolean {
    if (this.#filter === '') return true
    if ('note' in entry) return false
    const { kind, facts, frame } = entry.reading
    return [kind?.name, facts.uri, frame.raw].some((text) => text?.toLowerCase().includes(this.#filter))
  }

  #row(id: number): HTMLElement | null {
    return this.element.querySelector(`[data-frame="${id}"]`)
  }

  #isAtEnd(): boolean {
    const { scrollTop, scrollHeight, clientHeight } = this.element
    return scrollHeight - scrollTop - clientHeight < 48
  }

  #scrollToEnd(): void {
    this.element.scrollTop = this.element.scrollHeight
  }
}

function rowOf(target: EventTarget | null): HTMLElement | undefined {
  const row = target instanceof Element ? target.closest('[data-frame]') : null
  return row instanceof HTMLElement ? row : undefined
}
