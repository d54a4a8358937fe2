/** The log's lines, painted like the frames: seldom, a bounded number at a time, and a bounded number in all. */
import { el } from '../dom.ts'
import type { LogLine } from './log-source.ts'

const mostKept = 2_000
const mostRows = 400
const mostAtOnce = 30
const paintEveryMs = 100

type Entry = LogLine | { readonly leftOut: number }

export class LogList {
  readonly element = el('ol', { class: 'log', 'aria-label': "The router's log, oldest first", tabindex: '0' })
  #kept: Entry[] = []
  #pending: Entry[] = []
  #timer: number | undefined
  #filter = ''
  #isPaused = false

  add(entry: Entry): void {
    this.#kept.push(entry)
    if (this.#kept.length > mostKept) this.#kept.splice(0, mostKept / 10)
    if (!this.#matches(entry)) return
    this.#pending.push(entry)
    if (this.#pending.length > mostKept) this.#pending.splice(0, mostKept / 10)
    if (!this.#isPaused) this.#timer ??= window.setTimeout(() => this.#paint(), paintEveryMs)
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

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

  clear(): void {
    this.#kept = []
    this.#showAll()
  }

  text(): string {
    return this.#matching()
      .map((entry) =>
        'leftOut' in entry
          ? leftOutText(entry.leftOut)
          : `${clock(entry.at)} ${entry.level} ${entry.who ?? ''} ${entry.text}`,
      )
      .join('\n')
  }

  /** It was hidden and is seen again; a hidden element cannot be scrolled. */
  shown(): void {
    if (!this.#isPaused) this.element.scrollTop = this.element.scrollHeight
  }

  #paint(): void {
    this.#timer = undefined
    if (this.#isPaused) return
    const { scrollTop, scrollHeight, clientHeight } = this.element
    const isAtEnd = scrollHeight - scrollTop - clientHeight < 48
    const most = this.element.childElementCount === 0 ? mostRows : mostAtOnce // at first comes what was said before
    const tooMany = this.#pending.length - most
    if (tooMany > 0) this.element.append(row({ leftOut: tooMany }))
    this.#append(this.#pending.slice(-most))
    this.#pending = []
    if (isAtEnd) this.element.scrollTop = this.element.scrollHeight
  }

  #showAll(): void {
    this.#pending = []
    this.element.replaceChildren()
    this.#append(this.#matching().slice(-mostRows))
    this.element.scrollTop = this.element.scrollHeight
  }

  #append(entries: readonly Entry[]): void {
    this.element.append(...entries.map(row))
    while (this.element.childElementCount > mostRows) this.element.firstElementChild?.remove()
  }

  #matching(): readonly Entry[] {
    return this.#kept.filter((entry) => this.#matches(entry))
  }

  #matches(entry: Entry): boolean {
    if (this.#filter === '') return true
    return 'text' in entry && `${entry.level} ${entry.who ?? ''} ${entry.text}`.toLowerCase().includes(this.#filter)
  }
}

function row(entry: Entry): HTMLLIElement {
  if ('leftOut' in entry) return el('li', { class: 'note' }, leftOutText(entry.leftOut))
  const date = new Date(entry.at)
  return el(
    'li',
    { class: `log-line ${entry.level}` },
    el('span', { class: 'log-time', title: date.toLocaleString() }, clock(entry.at)),
    entry.level === 'debug' ? undefined : el('span', { class: 'log-level' }, entry.level),
    el('span', { class: 'log-who', title: entry.who }, entry.who ?? ''),
    el('span', { class: 'log-text' }, entry.text),
  )
}

function leftOutText(lines: number): string {
  return `${lines} more lines, not listed: they came too fast`
}

function clock(at: number): string {
  const date = new Date(at)
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
