/** The router's panel: the log of its process, and whether it runs. */
import { el } from '../dom.ts'
import type { ProgramState } from '../log/log-source.ts'
import { logPanel, type LogPanel } from './log-panel.ts'

export interface RouterPanel extends LogPanel {
  /** Undefined: the site is not reached. */
  readonly showState: (state: ProgramState | undefined) => void
}

export function routerPanel(lesson: string): RouterPanel {
  const status = el('p', { class: 'router-state', role: 'status' })
  const panel = logPanel({ label: "The router's log, oldest first", noun: 'the log', above: [status] })
  return {
    ...panel,
    showState: (state) => {
      status.dataset['state'] = state?.kind ?? 'unknown'
      status.textContent =
        state === undefined
          ? `This page does not hear from router ${lesson}. Is bin/start running?`
          : describe(`Router ${lesson}`, state)
    },
  }
}

export function describe(program: string, state: ProgramState): string {
  switch (state.kind) {
    case 'up':
      return `${program} runs, process ${state.pid}.`
    case 'starting':
      return `${program} is starting …`
    case 'down':
      return `${program} ${state.why}`
    case 'stopped':
      return `${program} has been stopped.`
    default:
      throw new Error('unreachable', { cause: state satisfies never })
  }
}
