/** One line per message. It is a button that opens the frame below it. */
import { el, sentence } from '../dom.ts'
import type { SocketNote } from './frame.ts'
import { signs } from './wording.ts'
import type { Reading } from './reading.ts'

export function frameRow(reading: Reading, sinceLastMs: number | undefined): HTMLLIElement {
  const { frame, kind, facts, secretAt, isProbe } = reading
  const arrow = frame.direction === 'out' ? '→' : '←'
  const family = isProbe ? 'session' : (kind?.family ?? 'session')
  const words = isProbe ? probeWords[frame.direction] : (kind?.say(reading) ?? 'cannot be read here')
  const head = el(
    'button',
    { type: 'button', class: 'frame-head', 'aria-expanded': 'false' },
    el('span', { class: 'frame-time', title: clock(frame.at) }, since(sinceLastMs)),
    el(
      'span',
      {
        class: 'frame-arrow',
        role: 'img',
        'aria-label': frame.direction === 'out' ? 'to the router' : 'from the router',
      },
      arrow,
    ),
    el('span', { class: 'frame-sign', 'aria-hidden': 'true' }, signs[family]),
    el('span', { class: 'frame-name' }, kind?.name ?? '?'),
    el('span', { class: 'frame-uri' }, facts.uri ?? facts.realm ?? ''),
    el('span', { class: 'frame-words' }, ...sentence(words)),
    secretAt === undefined ? undefined : el('span', { class: 'flag' }, 'in the clear'),
  )
  return el('li', { class: `frame ${family} ${frame.direction}`, 'data-frame': frame.id }, head)
}

/** A browser has no ping of its own, so the client library asks something harmless after a silence. */
const probeWords = {
  out: 'is the client library asking, after a silence: are you still there?',
  in: 'is the answer: the router is still there. No mistake was made',
} as const

export function noteRow({ id, text, at, what, wasClean }: SocketNote): HTMLLIElement {
  const words = what === 'opened' ? 'connected: ' : wasClean ? '' : 'connection failed or lost: '
  return el('li', { class: 'note', 'data-frame': id, title: clock(at) }, words + text)
}

export function gapRow(counts: ReadonlyMap<string, number>, showAll: () => void): HTMLLIElement {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const list = [...counts].map(([name, count]) => `${count} ${name}`).join(', ')
  const head = el(
    'button',
    { type: 'button', class: 'gap-head' },
    `${total} more, not listed: they came too fast (${list}). Pause and show them`,
  )
  head.addEventListener('click', showAll)
  return el('li', { class: 'gap' }, head)
}

function since(ms: number | undefined): string {
  if (ms === undefined) return 'first'
  if (ms < 1_000) return `+${Math.round(ms)} ms`
  if (ms < 60_000) return `+${(ms / 1_000).toFixed(1)} s`
  return `+${Math.round(ms / 60_000)} min`
}

function clock(at: number): string {
  const date = new Date(performance.timeOrigin + at)
  return `${date.toLocaleTimeString()}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
