/** The router's panel: the log of its process, and whether it runs. */
import { el } from '../dom.ts'
import { LogList } from '../log/log-list.ts'
import { listenToLog, type RouterState } from '../log/log-source.ts'
import { toolbar } from './toolbar.ts'

export interface RouterPanelOptions {
  readonly lesson: string
  /** Called on every change; undefined means that the state is not known. */
  readonly stateChanged: (state: RouterState | undefined) => void
}

export interface RouterPanel {
  readonly element: HTMLElement
  readonly shown: () => void
}

export function routerPanel({ lesson, stateChanged }: RouterPanelOptions): RouterPanel {
  const list = new LogList()
  const status = el('p', { class: 'router-state' })
  const tools = toolbar({
    label: 'the log',
    filter: (text) => list.filter(text),
    pause: (isPaused) => list.pause(isPaused),
    clear: () => list.clear(),
    text: () => list.text(),
  })
  const added = () => list.isPaused && tools.showPaused(true, list.waiting)
  listenToLog(`/${lesson}/log`, {
    line: (line) => {
      list.add(line)
      added()
    },
    leftOut: (lines) => list.add({ leftOut: lines }),
    state: (state) => {
      status.dataset['state'] = state?.kind ?? 'unknown'
      status.textContent = describe(lesson, state)
      stateChanged(state)
    },
  })
  return {
    element: el('div', { class: 'panel' }, tools.element, status, list.element, list.newer),
    shown: () => list.shown(),
  }
}

function describe(lesson: string, state: RouterState | undefined): string {
  switch (state?.kind) {
    case undefined:
      return `This page does not hear from router ${lesson}. Is bin/start running?`
    case 'up':
      return `Router ${lesson} runs, process ${state.pid}.`
    case 'starting':
      return `Router ${lesson} is starting …`
    case 'down':
      return `Router ${lesson} ${state.why}`
    case 'stopped':
      return `Router ${lesson} has been stopped.`
    default:
      throw new Error('unreachable', { cause: state satisfies never })
  }
}
