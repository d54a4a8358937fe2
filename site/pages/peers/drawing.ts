/** A canvas to draw on by mouse, finger or keyboard. Strokes are lines between two points, from 0 to 1 in each direction. */
import { el, button } from '../dom.ts'

export interface Stroke {
  readonly from: readonly [x: number, y: number]
  readonly to: readonly [x: number, y: number]
}

export interface Drawing {
  /** Draws a stroke of somebody else. Throws TypeError for anything that is no stroke. */
  draw(stroke: unknown): void
  /** Called with each stroke that is drawn here. */
  drawn: (stroke: Stroke) => void
}

const WIDTH = 600
const HEIGHT = 240
const KEY_STEP = 0.03

export function drawing(place: HTMLElement): Drawing {
  const canvas = el('canvas', {
    ...{ width: WIDTH, height: HEIGHT, tabindex: '0', role: 'img' },
    'aria-label': 'The shared drawing. Arrow keys draw too.',
  })
  const pen = canvas.getContext('2d')
  const line = ({ from, to }: Stroke, colour: string): void => {
    if (pen === null) return
    pen.strokeStyle = colour
    pen.lineWidth = 4
    pen.lineCap = 'round'
    pen.beginPath()
    pen.moveTo(from[0] * WIDTH, from[1] * HEIGHT)
    pen.lineTo(to[0] * WIDTH, to[1] * HEIGHT)
    pen.stroke()
  }
  const self: Drawing = {
    drawn: () => {},
    draw: (stroke) => line(readStroke(stroke), '#b4531f'),
  }
  let at: Stroke['from'] | undefined
  const go = (to: Stroke['to']): void => {
    if (at !== undefined) {
      const stroke = { from: at, to }
      line(stroke, '#1d5c6e')
      self.drawn(stroke)
    }
    at = to
  }
  const pointOf = ({ clientX, clientY }: PointerEvent): Stroke['from'] => {
    const box = canvas.getBoundingClientRect()
    return [inside((clientX - box.left) / box.width), inside((clientY - box.top) / box.height)]
  }
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId)
    at = undefined
    go(pointOf(event))
  })
  canvas.addEventListener('pointermove', (event) => event.buttons > 0 && go(pointOf(event)))
  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key]
    if (step === undefined) return
    event.preventDefault()
    at ??= [0.5, 0.5]
    go([inside(at[0] + (step[0] ?? 0) * KEY_STEP), inside(at[1] + (step[1] ?? 0) * KEY_STEP)])
  })
  const clear = button('Clear the drawing', { class: 'quiet' }, () => pen?.clearRect(0, 0, WIDTH, HEIGHT))
  place.append(el('div', { class: 'drawing' }, canvas, clear))
  return self
}

/** What another page sends is not believed. */
export function readStroke(value: unknown): Stroke {
  const { from, to } = (value ?? {}) as Readonly<Record<string, unknown>>
  return { from: readPoint(from), to: readPoint(to) }
}

function readPoint(value: unknown): Stroke['from'] {
  const [x, y] = Array.isArray(value) ? (value as readonly unknown[]) : []
  if (typeof x === 'number' && typeof y === 'number' && Number.isFinite(x) && Number.isFinite(y))
    return [inside(x), inside(y)]
  throw new TypeError('a stroke is { from: [x, y], to: [x, y] }, with numbers from 0 to 1')
}

const inside = (value: number): number => Math.min(1, Math.max(0, value))
