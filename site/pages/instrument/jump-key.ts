/** One key leads from a step to the instrument, and back to where the reader was. */

export const jumpKeyName = 'Alt+I'

export interface JumpKeyOptions {
  readonly place: HTMLElement
  /** Opens the instrument where it is closed. */
  readonly open: () => void
  /** Moves the focus into it. */
  readonly focus: () => void
}

export function jumpKey({ place, open, focus }: JumpKeyOptions): void {
  let cameFrom: Element | null = null
  document.addEventListener('keydown', (event) => {
    if (event.code !== 'KeyI' || !event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    if (place.contains(document.activeElement)) {
      if (cameFrom instanceof HTMLElement) cameFrom.focus()
      return
    }
    cameFrom = document.activeElement
    open()
    focus()
  })
}
