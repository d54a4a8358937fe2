/** The script of lesson 0: runs the four ways side by side, shows their figures, and looks at the checks. */
import { Announcer } from './checks/announcer.ts'
import { Progress } from './checks/progress.ts'
import { button, el, required, sentence } from './dom.ts'
import { crowdPanel } from './principles/crowd.ts'
import { Figures } from './principles/figures.ts'
import { isMet } from './principles/goals.ts'
import type { Way } from './principles/goals.ts'
import { FiguresTable, framer, slider, SLIDERS } from './principles/panel.ts'
import { longPolling, polling, serverSentEvents, webSocket } from './principles/ways.ts'
import type { Reader } from './principles/ways.ts'
import { fillFoot, followReader, markLessons, markSteps } from './rail.ts'
import { themeSwitch } from './theme-switch.ts'

const SHOW_MS = 250

const settings = Object.fromEntries(SLIDERS.map(({ name, start }) => [name, start])) as Record<
  'rate' | 'intervalMs' | 'tripMs' | 'readers',
  number
>
let framed = ''
let measured = 0
const inside = framer((text) => (framed = text))
const READERS: Readonly<Record<Way, Reader>> = {
  polling,
  'long polling': longPolling,
  'server-sent events': serverSentEvents,
  WebSocket: webSocket(({ request, answer }) => inside.shake(`${request}${answer}`)),
}
const ways = Object.keys(READERS) as Way[]
let figures = begin()
let run = new AbortController()

function begin(): Record<Way, Figures> {
  const now = Date.now()
  return Object.fromEntries(ways.map((way) => [way, new Figures(now)])) as Record<Way, Figures>
}

/** Begins anew, so that the figures are those of the present settings. */
function restart(): void {
  run.abort()
  run = new AbortController()
  figures = begin()
  for (const way of ways) READERS[way](figures[way], { ...settings }, run.signal)
}

const table = new FiguresTable(ways)
const crowd = crowdPanel({
  ways,
  settings: () => settings,
  measured: (readers) => (measured = Math.max(measured, readers)),
})
required('#instrument', HTMLElement).replaceChildren(
  el('h2', {}, 'One feed, four ways'),
  ...SLIDERS.map((one) =>
    slider(one, (value) => {
      settings[one.name] = value
      if (one.name !== 'readers') restart()
      crowd.settingsChanged()
    }),
  ),
  el('div', { class: 'figures-frame', tabindex: '0', role: 'region', 'aria-label': 'Figures' }, table.element),
  el(
    'p',
    { class: 'hint' },
    'Since the last change of a slider. The figures of all readers are those of this page, multiplied.',
  ),
  crowd.element,
  inside.element,
)

const progress = new Progress('0')
const announcer = new Announcer(required('#announcer', HTMLElement))
const checks = [...document.querySelectorAll<HTMLElement>('.check')]

function look(): void {
  table.show(figures, settings.readers)
  const { rate, tripMs: networkMs, readers } = settings
  const seen = { figures, framed, rate, networkMs, readers, measured }
  for (const check of checks) {
    const { check: kind = '', facts = '{}', done = '' } = check.dataset
    if (progress.has(check.id) || !isMet(kind, JSON.parse(facts) as Record<string, string>, seen)) continue
    progress.add(check.id)
    announcer.done(`Done: ${done}`)
    show()
  }
}

function show(): void {
  for (const check of checks) {
    const isDone = progress.has(check.id)
    check.dataset['look'] = isDone ? 'done' : 'waiting'
    if (isDone)
      required('.check-text', HTMLElement, check).replaceChildren(
        el('span', { class: 'check-label' }, 'Done: '),
        ...sentence(check.dataset['done'] ?? ''),
      )
  }
  markSteps()
  markLessons()
}

progress.whenChanged(show)
show()
restart()
setInterval(look, SHOW_MS)
followReader()
fillFoot(
  themeSwitch(),
  button('Start this lesson over', { class: 'quiet' }, () => {
    progress.startOver()
    location.reload()
  }),
)
