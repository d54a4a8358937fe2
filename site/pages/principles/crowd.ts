/** The part of lesson 0's instrument that has the site open real readers, and shows what they measured. */
import { button, el } from '../dom.ts'
import type { Way } from './goals.ts'
import { count, size } from './wording.ts'

export const MOST_READERS = 200

export interface CrowdSettings {
  readonly readers: number
  readonly rate: number
  readonly intervalMs: number
}

/** What the readers of one way measured, as the site tells it. */
interface Measured {
  readonly way: Way
  readonly readers: number
  readonly lateMs?: number
  readonly mostlyLateMs?: number
  readonly requestsPerSecond: number
  readonly bytesPerSecond: number
}

export interface CrowdPanel {
  readonly element: HTMLElement
  /** Called when a slider has moved: the button names the number of readers. */
  readonly settingsChanged: () => void
}

const ROWS = ['Late', '95 of 100 items within', 'Requests a second, all', 'Bytes a second, all'] as const

export interface CrowdPanelOptions {
  readonly ways: readonly Way[]
  readonly settings: () => CrowdSettings
  /** Called when all ways have been measured with so many readers. */
  readonly measured: (readers: number) => void
}

export function crowdPanel({ ways, settings, measured }: CrowdPanelOptions): CrowdPanel {
  const cells = new Map<Way, readonly HTMLElement[]>(ways.map((way) => [way, ROWS.map(() => el('td', {}, '–'))]))
  const says = el('p', { class: 'hint', role: 'status' })
  let running: AbortController | undefined
  const go = button('', {}, () => (running === undefined ? void run() : running.abort()))
  const readers = (): number => Math.min(settings().readers, MOST_READERS)
  const name = (): void => {
    const many = readers()
    go.textContent = running ? 'Stop' : `Open ${many} real reader${many === 1 ? '' : 's'}`
  }
  const show = ({ way, lateMs, mostlyLateMs, requestsPerSecond, bytesPerSecond }: Measured): void => {
    const late = (ms?: number): string => (ms === undefined ? '–' : `${Math.round(ms)} ms`)
    const texts = [late(lateMs), late(mostlyLateMs), count(requestsPerSecond), size(bytesPerSecond)]
    for (const [row, text] of texts.entries()) cells.get(way)?.[row]?.replaceChildren(text)
  }

  const run = async (): Promise<void> => {
    const many = readers()
    running = new AbortController()
    name()
    shown.hidden = false
    for (const cell of [...cells.values()].flat()) cell.replaceChildren('–')
    says.textContent = `${many} readers come, one way after the other. Each way takes four seconds.`
    try {
      const { rate, intervalMs } = settings()
      const query = new URLSearchParams({ readers: String(many), rate: String(rate), interval: String(intervalMs) })
      let ways = 0
      for await (const figures of lines(`/0/feed/crowd?${query}`, running.signal)) {
        show(figures)
        ways++
      }
      if (ways < cells.size) throw new Error('The readers left early: the site has ended.')
      says.textContent = `${many} readers of each way were here, each with a connection of its own.`
      measured(many)
    } catch (error) {
      says.textContent = running.signal.aborted ? 'You have sent the readers away.' : messageOf(error)
    }
    running = undefined
    name()
  }

  const table = el(
    'table',
    {},
    el('thead', {}, el('tr', {}, el('td'), ...ways.map((way) => el('th', { scope: 'col' }, way)))),
    el(
      'tbody',
      {},
      ...ROWS.map((row, at) =>
        el('tr', {}, el('th', { scope: 'row' }, row), ...ways.map((way) => cells.get(way)?.[at])),
      ),
    ),
  )
  const shown = el(
    'div',
    { class: 'figures-frame', tabindex: '0', role: 'region', 'aria-label': 'What they measured' },
    table,
  )
  shown.hidden = true
  name()
  return {
    element: el(
      'section',
      { 'aria-label': 'Real readers' },
      el('h3', {}, 'Real readers'),
      el('p', {}, go),
      says,
      shown,
    ),
    settingsChanged: name,
  }
}

/** The answer line by line, as the lines come. Rejects with what the site says where it refuses or fails. */
async function* lines(url: string, signal: AbortSignal): AsyncGenerator<Measured> {
  const response = await fetch(url, { signal })
  if (!response.ok || response.body === null) throw new Error(await response.text())
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const whole = (text + read.value).split('\n')
    text = whole.pop() ?? ''
    for (const line of whole) {
      const figures = JSON.parse(line) as Measured & { readonly error?: string }
      if (figures.error !== undefined) throw new Error(`The readers failed: ${figures.error}`)
      yield figures
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
