/** A panel with a log and its tools, and above it what else is to be known. */
import { el } from '../dom.ts'
import { LogList } from '../log/log-list.ts'
import type { LogLine } from '../log/log-source.ts'
import { toolbar } from './toolbar.ts'

export interface LogPanel {
  readonly element: HTMLElement
  readonly add: (entry: LogLine | { readonly leftOut: number }) => void
  readonly shown: () => void
}

export interface LogPanelOptions {
  /** What it lists, for a screen reader. */
  readonly label: string
  /** The name in the names of its tools: "the log". */
  readonly noun: string
  readonly above?: readonly HTMLElement[]
  readonly below?: readonly HTMLElement[]
}

export function logPanel({ label, noun, above = [], below = [] }: LogPanelOptions): LogPanel {
  const list = new LogList(label)
  const tools = toolbar({
    label: noun,
    filter: (text) => list.filter(text),
    pause: (isPaused) => list.pause(isPaused),
    clear: () => list.clear(),
    text: () => list.text(),
  })
  return {
    element: el('div', { class: 'panel' }, tools.element, ...above, list.element, list.newer, ...below),
    add: (entry) => {
      list.add(entry)
      if (list.isPaused) tools.showPaused(true, list.waiting)
    },
    shown: () => list.shown(),
  }
}
