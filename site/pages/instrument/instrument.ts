/** The column beside the text: its tabs, and the methods by which other parts show something in it. */
import { required } from '../dom.ts'
import type { Recorder } from '../frames/recorder.ts'
import type { RouterState } from '../log/log-source.ts'
import { framesPanel } from './frames-panel.ts'
import { routerPanel } from './router-panel.ts'
import { sheet } from './sheet.ts'
import { tabs } from './tabs.ts'

export interface Instrument {
  readonly showFrame: (frame: number) => void
  readonly showLog: () => void
}

export interface InstrumentOptions {
  readonly lesson: string
  readonly recorder: Recorder
  readonly routerState: (state: RouterState | undefined) => void
}

export function instrument({ lesson, recorder, routerState }: InstrumentOptions): Instrument {
  const place = required('#instrument', HTMLElement)
  const frames = framesPanel(recorder)
  const router = routerPanel({ lesson, stateChanged: routerState })
  const tabbed = tabs(
    [
      { id: 'frames', label: 'Frames', panel: frames.element },
      { id: 'router', label: 'Router', panel: router.element },
    ],
    (id) => {
      rememberInUrl(id)
      if (id === 'router') router.shown()
      else frames.shown()
    },
  )
  const mobile = sheet(place, () => {
    frames.shown()
    router.shown()
  })
  place.replaceChildren(mobile.handle, tabbed.element)
  tabbed.select(new URLSearchParams(location.search).get('panel') === 'router' ? 'router' : 'frames')
  let count = 0
  let isCounting = false
  recorder.listen((entry) => {
    if ('reading' in entry) count++
    if (isCounting) return
    isCounting = true
    setTimeout(() => {
      isCounting = false
      mobile.count(count)
    }, 250)
  })
  return {
    showFrame: (frame) => {
      mobile.open()
      tabbed.select('frames')
      frames.show(frame)
    },
    showLog: () => {
      mobile.open()
      tabbed.select('router')
    },
  }
}

/**
 * Keeps the panel in the address, so that a reload or a copied address shows the same one, without a new entry in the
 * browser's history.
 */
function rememberInUrl(panel: string): void {
  const url = new URL(location.href)
  if (panel === 'frames') url.searchParams.delete('panel')
  else url.searchParams.set('panel', panel)
  history.replaceState(history.state, '', url)
}
