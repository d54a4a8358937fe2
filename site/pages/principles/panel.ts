/** The instrument of lesson 0: sliders, and the figures of the four ways side by side. */
import { el } from '../dom.ts'
import type { Figures } from './figures.ts'
import { frameOf, hex, MOST_TEXT } from './frame-bytes.ts'
import type { Way } from './goals.ts'
import { count, size } from './wording.ts'

export interface Slider {
  readonly name: 'rate' | 'intervalMs' | 'tripMs' | 'readers'
  readonly label: string
  readonly steps: readonly number[]
  readonly unit: string
  readonly start: number
}

export const SLIDERS: readonly Slider[] = [
  { name: 'rate', label: 'News', steps: [0.2, 0.5, 1, 2, 5, 10, 20], unit: 'a second', start: 2 },
  {
    name: 'intervalMs',
    label: 'Polling asks every',
    steps: [100, 250, 500, 1_000, 2_000, 5_000],
    unit: 'ms',
    start: 2_000,
  },
  { name: 'tripMs', label: 'A trip takes', steps: [0, 50, 100, 300, 1_000], unit: 'ms more', start: 0 },
  { name: 'readers', label: 'Readers', steps: [1, 10, 100, 1_000, 10_000], unit: '', start: 1 },
]

/** Makes a slider that steps through its values. */
export function slider({ name, label, steps, unit, start }: Slider, changed: (value: number) => void): HTMLElement {
  const output = el('output', { for: `slider-${name}` })
  const input = el('input', {
    ...{ id: `slider-${name}`, type: 'range', min: '0', max: String(steps.length - 1), step: '1' },
    value: String(steps.indexOf(start)),
  })
  const show = (): number => {
    const value = steps[Number(input.value)] ?? start
    output.textContent = `${value.toLocaleString('en')} ${unit}`.trim()
    input.setAttribute('aria-valuetext', output.textContent)
    return value
  }
  show()
  input.addEventListener('input', () => changed(show()))
  return el('p', { class: 'slider' }, el('label', { for: `slider-${name}` }, label), input, output)
}

const ROWS = ['Late', 'Items', 'Requests', 'Sent', 'Received', 'Requests a second, all', 'Bytes a second, all'] as const

export class FiguresTable {
  readonly element: HTMLElement
  /** The cells of each way, in the order of the rows. */
  readonly #cells: ReadonlyMap<Way, readonly HTMLElement[]>

  constructor(ways: readonly Way[]) {
    this.#cells = new Map(ways.map((way) => [way, ROWS.map(() => el('td'))] as const))
    this.element = el(
      'table',
      {},
      el('thead', {}, el('tr', {}, el('td'), ...ways.map((way) => el('th', { scope: 'col', 'data-way': way }, way)))),
      el(
        'tbody',
        {},
        ...ROWS.map((name, row) =>
          el('tr', {}, el('th', { scope: 'row' }, name), ...[...this.#cells.values()].map((cells) => cells[row])),
        ),
      ),
    )
  }

  show(figures: Readonly<Record<Way, Figures>>, readers: number): void {
    const now = Date.now()
    for (const [way, cells] of this.#cells) {
      const { lateMs, items, requests, up, down } = figures[way]
      const load = figures[way].perSecond(now)
      const texts = [
        lateMs === undefined ? '–' : `${Math.round(lateMs)} ms`,
        String(items),
        String(requests),
        size(up),
        size(down),
        count(load.requests * readers),
        size(load.bytes * readers),
      ]
      for (const [row, text] of texts.entries()) cells[row]?.replaceChildren(text)
    }
  }
}

/** Shows a text as the two frames in which a browser and a server send it. */
export function framer(framed: (text: string) => void): { readonly element: HTMLElement; shake(text: string): void } {
  const handshake = el('pre', { tabindex: '0', 'aria-label': 'The handshake' }, 'Waiting for the handshake …')
  const field = el('input', { id: 'framed', maxlength: '60', value: '[1,"realm1",{}]', autocomplete: 'off' })
  const shown = el('div', { class: 'framed', role: 'status' })
  const form = el(
    'form',
    {},
    el('label', { for: 'framed' }, 'A text to frame'),
    field,
    el('button', {}, 'Show its frames'),
  )
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (new TextEncoder().encode(field.value).length > MOST_TEXT) return
    const mask = crypto.getRandomValues(new Uint8Array(4))
    shown.replaceChildren(
      el('h3', {}, 'As the browser sends it'),
      parts(field.value, mask),
      el('h3', {}, 'As a server sends it'),
      parts(field.value),
    )
    framed(field.value)
  })
  const element = el('section', { class: 'framer', 'aria-label': 'Handshake and frames' }, handshake, form, shown)
  return { element, shake: (text) => (handshake.textContent = text) }
}

function parts(text: string, mask?: Uint8Array): HTMLElement {
  return el(
    'dl',
    {},
    ...frameOf(text, mask).flatMap(({ name, bytes, meaning }) => [
      el('dt', {}, name),
      el('dd', {}, el('code', {}, hex(bytes)), ` ${meaning}`),
    ]),
  )
}
