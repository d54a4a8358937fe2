/** The tools above a list: filter, pause, clear, copy. */
import { button, copyButton, el } from '../dom.ts'

export interface ToolbarOptions {
  readonly label: string
  readonly filter: (text: string) => void
  readonly pause: (isPaused: boolean) => void
  readonly clear: () => void
  readonly text: () => string
  readonly more?: readonly HTMLElement[]
}

export interface Toolbar {
  readonly element: HTMLElement
  /** Shows on the button how many entries wait, or "Pause" again. */
  readonly showPaused: (isPaused: boolean, waiting?: number) => void
}

export function toolbar({ label, filter, pause, clear, text, more = [] }: ToolbarOptions): Toolbar {
  const field = el('input', { type: 'search', placeholder: 'Filter', 'aria-label': `Filter ${label}` })
  field.addEventListener('input', () => filter(field.value))
  let isPaused = false
  const pausing = button('Pause', { class: 'quiet' }, () => {
    showPaused(!isPaused)
    pause(isPaused)
  })
  const showPaused = (now: boolean, waiting = 0) => {
    isPaused = now
    pausing.textContent = now ? `Go on${waiting > 0 ? ` (${waiting})` : ''}` : 'Pause'
  }
  const element = el(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': `Tools for ${label}` },
    field,
    pausing,
    button('Clear', { class: 'quiet' }, clear),
    copyButton({ class: 'quiet' }, text),
    ...more,
  )
  return { element, showPaused }
}
