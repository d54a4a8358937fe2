/**
 * An opened frame: each position of the list with its name, options explained key by key, the raw text and its size.
 */
import { copyButton, el, button } from '../dom.ts'
import { meaningOf } from './explained-keys.ts'
import { cut, rawText, valueText } from './frame-text.ts'
import type { Position } from './reading.ts'
import type { Reading } from './reading.ts'
import { sdpLines } from './sdp.ts'
import { asDict, asText } from './values.ts'

export interface DetailOptions {
  readonly isCovered: () => boolean
  /** Shows the frame that this one answers. */
  readonly goTo: (frame: number) => void
  /** The name of that frame, where it is still kept. */
  readonly nameOf: (frame: number) => string | undefined
}

export function frameDetail(reading: Reading, options: DetailOptions): HTMLElement {
  const { frame, kind, message, secretAt } = reading
  const isCovered = options.isCovered()
  const positions = message.map((_, index) =>
    positionRow(reading, { index, position: kind?.positions[index - 1], isCovered }),
  )
  return el(
    'div',
    { class: 'detail' },
    secretAt === undefined ? undefined : warning(),
    kind ? undefined : el('p', { class: 'detail-note' }, unknown(reading)),
    el('ol', { class: 'positions', start: '0' }, ...positions),
    description(reading),
    el('div', { class: 'raw' }, el('pre', { tabindex: '0' }, el('code', {}, rawText(reading, isCovered)))),
    el(
      'p',
      { class: 'detail-foot' },
      el('span', {}, `${frame.bytes.toLocaleString('en')} bytes of text`),
      answerLink(reading, options),
      copyButton({ class: 'quiet' }, () => rawText(reading, options.isCovered())),
    ),
  )
}

function positionRow(
  reading: Reading,
  { index, position, isCovered }: { index: number; position: Position | undefined; isCovered: boolean },
): HTMLElement {
  const isType = index === 0
  const name = isType ? 'Type' : (position?.name ?? 'more')
  const means = isType
    ? `the number of ${reading.kind?.name ?? 'a message that is not known here'}`
    : (position?.means ?? '')
  const value = position?.isDict ? undefined : el('code', { class: 'value' }, valueText(reading, index, isCovered))
  return el(
    'li',
    { class: index === reading.secretAt ? 'position secret' : 'position' },
    el('span', { class: 'position-index' }, String(index)),
    el('span', { class: 'position-name' }, name),
    value,
    el('span', { class: 'position-means' }, means),
    position?.isDict ? dictRows(reading.message[index]) : undefined,
  )
}

function dictRows(value: unknown): HTMLElement {
  const entries = Object.entries(asDict(value))
  if (entries.length === 0) return el('code', { class: 'value' }, '{}')
  const rows = entries.flatMap(([key, each]) => [
    el('dt', {}, el('code', {}, key)),
    el(
      'dd',
      {},
      el('code', { class: 'value' }, cut(JSON.stringify(each), 600)),
      el('span', { class: 'position-means' }, meaningOf(key) ?? ''),
    ),
  ])
  return el('dl', { class: 'dict' }, ...rows)
}

/** An offer or an answer, line by line. Undefined for any other frame. */
function description({ facts: { signal }, message }: Reading): HTMLElement | undefined {
  if (signal !== 'offer' && signal !== 'answer') return undefined
  const lines = sdpLines(asText(asDict(asDict(message[5])['description'])['sdp']) ?? '')
  return el(
    'details',
    { class: 'sdp' },
    el('summary', {}, `The ${signal}, line by line`),
    el(
      'ul',
      {},
      ...lines.map(({ text, means }) =>
        el(
          'li',
          {},
          el('code', { class: 'value' }, cut(text, 300)),
          means === undefined ? undefined : el('span', { class: 'position-means' }, ` ${means}`),
        ),
      ),
    ),
  )
}

function warning(): HTMLElement {
  return el(
    'p',
    { class: 'warning' },
    el('strong', {}, 'In the clear.'),
    ' Everybody between you and the router can read this ticket, and use it. Only TLS (a wss:// address) hides it on the way.',
  )
}

function unknown({ frame }: Reading): string {
  return frame.raw === undefined
    ? 'A binary frame: the client and the router agreed on another serializer than JSON.'
    : 'This is not a WAMP message that is known here, or it is too long to be taken apart.'
}

function answerLink({ answers }: Reading, { goTo, nameOf }: DetailOptions): HTMLElement | undefined {
  if (answers === undefined) return undefined
  const name = nameOf(answers)
  if (!name) return el('span', {}, 'belongs to a frame that is no longer kept')
  return button(`belongs to ${name} ↑`, { class: 'quiet' }, () => goTo(answers))
}
