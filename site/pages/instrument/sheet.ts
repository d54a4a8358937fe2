/**
 * On a narrow screen the instrument is a sheet, which a bar at the bottom opens over the text. On a wide screen the
 * bar is hidden and the instrument is a column. Only the CSS decides between the two.
 */
import { el } from '../dom.ts'

export interface Sheet {
  readonly handle: HTMLElement
  readonly open: () => void
  readonly count: (frames: number) => void
}

/** `shown` is called when the sheet opens: its contents could not be scrolled before. */
export function sheet(instrument: HTMLElement, shown: () => void): Sheet {
  const handle = el(
    'button',
    { type: 'button', class: 'sheet-handle', 'aria-expanded': 'false', 'aria-controls': 'instrument' },
    'Frames and log',
  )
  const set = (isOpen: boolean) => {
    instrument.classList.toggle('open', isOpen)
    handle.setAttribute('aria-expanded', String(isOpen))
    if (isOpen) shown()
  }
  handle.addEventListener('click', () => set(!instrument.classList.contains('open')))
  instrument.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !instrument.classList.contains('open')) return
    set(false)
    handle.focus()
  })
  return {
    handle,
    open: () => set(true),
    count: (frames) => (handle.textContent = frames === 0 ? 'Frames and log' : `Frames and log · ${frames}`),
  }
}
