/**
 * The router's log as a list with a bounded number of lines. Of many lines that arrive at once, only the newest are
 * shown.
 */
import { el } from '../dom.ts'
import { LiveList } from '../live-list.ts'
import type { LogLine } from './log-source.ts'

const mostKept = 2_000
const mostAtFirst = 400
const mostAtOnce = 30

type Entry = LogLine | { readonly leftOut: number }

export class LogList extends LiveList<Entry> {
  override readonly element = el('ol', { class: 'log', 'aria-label': "The router's log, oldest first", tabindex: '0' })
  protected override readonly noun = 'lines'
  protected override readonly mostPending = mostKept
  protected override kept: Entry[] = []

  constructor() {
    super()
    this.watchReader()
  }

  add(entry: Entry): void {
    this.kept.push(entry)
    if (this.kept.length > mostKept) this.kept.splice(0, mostKept / 10)
    this.came(entry)
  }

  clear(): void {
    this.kept = []
    this.showAll()
  }

  protected override words(entry: Entry): string | undefined {
    return 'text' in entry ? `${entry.level} ${entry.who ?? ''} ${entry.text}`.toLowerCase() : undefined
  }

  protected override line(entry: Entry): string {
    if ('leftOut' in entry) return leftOutText(entry.leftOut)
    return `${clock(entry.at)} ${entry.level} ${entry.who ?? ''} ${entry.text}`
  }

  protected override fresh(entries: readonly Entry[]): readonly HTMLElement[] {
    const most = this.element.childElementCount === 0 ? mostAtFirst : mostAtOnce // the first lines are those of the past
    const tooMany = entries.length - most
    const listed = entries.slice(-most).map(row)
    return tooMany > 0 ? [row({ leftOut: tooMany }), ...listed] : listed
  }

  protected override row(entry: Entry): HTMLElement {
    return row(entry)
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
