/** The main panel of the instrument: every message between this page and its router. */
import { button, el } from '../dom.ts'
import { FrameList } from '../frames/frame-list.ts'
import type { Recorder } from '../frames/recorder.ts'
import { toolbar } from './toolbar.ts'

export interface FramesPanel {
  readonly element: HTMLElement
  readonly show: (frame: number) => void
  readonly shown: () => void
}

export function framesPanel(recorder: Recorder): FramesPanel {
  const list = new FrameList({ recorder, wantsAll: () => pause(true) })
  const empty = el('p', { class: 'empty' }, 'No frames yet. They appear as soon as the page talks to its router.')
  const covering = button('Cover secrets', { class: 'quiet', 'aria-pressed': 'false' }, () => {
    const isCovered = covering.getAttribute('aria-pressed') !== 'true'
    covering.setAttribute('aria-pressed', String(isCovered))
    list.cover(isCovered)
  })
  const tools = toolbar({
    label: 'frames',
    filter: (text) => list.filter(text),
    pause: (isPaused) => pause(isPaused),
    clear: () => {
      list.clear()
      empty.hidden = false
    },
    text: () => list.text(),
    more: [covering],
  })
  const pause = (isPaused: boolean) => {
    list.pause(isPaused)
    tools.showPaused(isPaused)
  }
  recorder.listen(() => {
    empty.hidden = true
    if (list.isPaused) tools.showPaused(true, list.waiting)
  })
  return {
    element: el('div', { class: 'panel' }, tools.element, empty, list.element, list.newer),
    show: (frame) => list.show(frame),
    shown: () => list.shown(),
  }
}
