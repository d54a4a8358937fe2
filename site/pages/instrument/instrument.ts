/** The column beside the text: its tabs, and the methods by which other parts show something in it. */
import { required } from '../dom.ts'
import type { Recorder } from '../frames/recorder.ts'
import { listenToLog, type ProgramState } from '../log/log-source.ts'
import type { Peers } from '../peers/peers.ts'
import { consolePanel } from './console-panel.ts'
import { filesPanel } from './files-panel.ts'
import { framesPanel } from './frames-panel.ts'
import { jumpKey } from './jump-key.ts'
import { programsPanel } from './programs-panel.ts'
import { routerPanel } from './router-panel.ts'
import { sheet } from './sheet.ts'
import { tabs } from './tabs.ts'

export interface Instrument {
  readonly showFrame: (frame: number) => void
  readonly showLog: () => void
}

export interface InstrumentOptions {
  readonly lesson: string
  /** The lesson's folder as the texts write it. */
  readonly folder: string
  readonly recorder: Recorder
  /** Absent for a lesson without calls. */
  readonly peers: Peers | undefined
  readonly routerState: (state: ProgramState | undefined) => void
  /** Called when a program of the lesson has printed something, has ended, or has an error. */
  readonly programSpoke: () => void
}

export function instrument(options: InstrumentOptions): Instrument {
  const { lesson, folder, recorder, peers, routerState } = options
  const place = required('#instrument', HTMLElement)
  const frames = framesPanel(recorder)
  const router = routerPanel(lesson)
  const programs = programsPanel(lesson)
  const files = filesPanel(folder, () => tabbed.selected === 'files')
  const all = [
    { id: 'frames', label: 'Frames', panel: frames },
    ...(peers ? [{ id: 'peers', label: 'Peers', panel: peers.panel }] : []),
    { id: 'router', label: 'Router', panel: router },
    { id: 'programs', label: 'Programs', panel: programs },
    { id: 'files', label: 'Files', panel: files },
    { id: 'console', label: 'Console', panel: consolePanel() },
  ]
  const tabbed = tabs(all, (id) => {
    rememberInUrl(id)
    all.find((tab) => tab.id === id)?.panel.shown()
  })
  const mobile = sheet(place, () => all.forEach(({ panel }) => panel.shown()))
  place.replaceChildren(mobile.handle, ...(peers ? [peers.stage] : []), tabbed.element)
  const remembered = new URLSearchParams(location.search).get('panel')
  tabbed.select(all.find(({ id }) => id === remembered)?.id ?? 'frames')
  jumpKey({ place, open: mobile.open, focus: tabbed.focus })

  listenToLog(`/${lesson}/log`, {
    line: (line) => {
      const isRouters = line.from.startsWith('router')
      if (isRouters) router.add(line)
      const isProgram = !isRouters || line.guest === true
      if (isProgram) programs.add(line)
      if (isProgram || isBad(line.level) || line.text.startsWith('guest "')) options.programSpoke()
      // Lines of the past are no news.
      if (isBad(line.level) && Date.now() - line.at < 5_000)
        tabbed.mark(isRouters && !line.guest ? 'router' : 'programs')
    },
    leftOut: (lines) => router.add({ leftOut: lines }),
    state: (state, of = '') => {
      if (state !== undefined) programs.showState(state, of)
      if (of.startsWith('client')) return
      router.showState(state)
      routerState(state)
    },
  })
  countFrames(recorder, mobile.count)
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

const isBad = (level: string): boolean => level === 'error' || level === 'fatal'

function countFrames(recorder: Recorder, tell: (count: number) => void): void {
  let count = 0
  let isCounting = false
  recorder.listen((entry) => {
    if ('reading' in entry) count++
    if (isCounting) return
    isCounting = true
    setTimeout(() => {
      isCounting = false
      tell(count)
    }, 250)
  })
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
