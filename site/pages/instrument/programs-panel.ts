/** The panel of the learner's own programs: whether each runs, and what it prints. */
import { el } from '../dom.ts'
import type { ProgramState } from '../log/log-source.ts'
import { logPanel, type LogPanel } from './log-panel.ts'
import { describe } from './router-panel.ts'

export interface ProgramsPanel extends LogPanel {
  readonly showState: (state: ProgramState, of: string) => void
}

export function programsPanel(lesson: string): ProgramsPanel {
  const states = new Map<string, HTMLElement>()
  const above = el('div', { class: 'program-states', role: 'status' })
  const none = el(
    'p',
    { class: 'empty' },
    'Here is what the programs of this lesson print: guest workers of the router, and a program beside it. Nothing so far.',
  )
  const panel = logPanel({
    label: 'What the programs print, oldest first',
    noun: 'the programs',
    above: [above, none],
  })
  return {
    ...panel,
    add: (entry) => {
      none.hidden = true
      panel.add(entry)
    },
    showState: (state, of) => {
      const line = states.get(of) ?? el('p', { class: 'router-state program-state' })
      states.set(of, line)
      line.dataset['state'] = state.kind
      line.textContent = describe(
        of.startsWith('router') ? `Router ${lesson}` : `The program of lesson ${lesson}`,
        state,
      )
      above.append(line)
    },
  }
}
