/**
 * The list of frames. Each can be opened, and shows the frame that it belongs to. Of many that arrive at once, only
 * some are listed.
 */
import { el } from '../dom.ts'
import { LiveList } from '../live-list.ts'
import { frameDetail } from './frame-detail.ts'
import { rawText } from './frame-text.ts'
import { frameRow, gapRow, noteRow } from './frame-row.ts'
import { idOf, timeOf, type Entry, type Recorder } from './recorder.ts'
import { sample } from './sampling.ts'

export interface FrameListOptions {
  readonly recorder: Recorder
  /** Called when the reader wants to see the frames that were left out. */
  readonly wantsAll: () => void
}

export class FrameList extends LiveList<Entry> {
  override readonly element = el('ol', { class: 'frames', 'aria-label': 'Frames, oldest first', tabindex: '0' })
  protected override readonly noun = 'frames'
  protected override readonly mostPending = 5_000
  readonly #options: FrameListOptions
  readonly #byId = new Map<number, Entry>()
  #lastTime: number | undefined
  #isCovered = false

  constructor(options: FrameListOptions) {
    super()
    this.#options = options
    options.recorder.listen((entry) => this.came(entry))
    this.watchReader()
    this.element.addEventListener('click', (event) => this.#clicked(event))
    for (const name of ['pointerover', 'focusin'] as const) {
      this.element.addEventListener(name, ({ target }) => this.#relate(rowOf(target)))
    }
    this.element.addEventListener('pointerleave', () => this.#relate(undefined))
  }

  cover(isCovered: boolean): void {
    this.#isCovered = isCovered
    this.showAll()
  }

  clear(): void {
    this.#options.recorder.clear()
    this.showAll()
  }

  show(id: number): void {
    const row = this.#row(id)
    if (!row) return
    row.scrollIntoView({ block: 'nearest' })
    row.querySelector('button')?.focus()
    this.#relate(row)
    this.stay()
  }

  protected override get kept(): readonly Entry[] {
    return this.#options.recorder.entries
  }

  protected override words(entry: Entry): string | undefined {
    if ('note' in entry) return undefined
    const { kind, facts, frame } = entry.reading
    return [kind?.name, facts.uri, frame.raw].join('\n').toLowerCase()
  }

  protected override line(entry: Entry): string {
    if ('note' in entry) return `# ${entry.note.text}`
    return `${entry.reading.frame.direction === 'out' ? '→' : '←'} ${rawText(entry.reading, this.#isCovered)}`
  }

  protected override fresh(entries: readonly Entry[]): readonly HTMLElement[] {
    const { listed, leftOut } = sample(entries)
    const rows = listed.map((entry) => this.row(entry))
    return leftOut.size > 0 ? [gapRow(leftOut, this.#options.wantsAll), ...rows] : rows
  }

  protected override row(entry: Entry): HTMLElement {
    const at = timeOf(entry)
    const sinceLast = this.#lastTime === undefined ? undefined : at - this.#lastTime
    this.#lastTime = at
    this.#byId.set(idOf(entry), entry)
    return 'note' in entry ? noteRow(entry.note) : frameRow(entry.reading, sinceLast)
  }

  protected override begins(): void {
    this.#lastTime = undefined
    this.#byId.clear()
  }

  protected override removed(row: Element): void {
    if (row instanceof HTMLElement) this.#byId.delete(Number(row.dataset['frame']))
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
    this.stay()
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

  /** Marks a frame and the related ones: its request, or its answers. */
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

  #row(id: number): HTMLElement | null {
    return this.element.querySelector(`[data-frame="${id}"]`)
  }
}

function rowOf(target: EventTarget | null): HTMLElement | undefined {
  const row = target instanceof Element ? target.closest('[data-frame]') : null
  return row instanceof HTMLElement ? row : undefined
}
