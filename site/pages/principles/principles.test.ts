import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Figures } from './figures.ts'
import { frameOf, hex } from './frame-bytes.ts'
import { isMet } from './goals.ts'
import type { Seen } from './goals.ts'

function seen(change: (seen: { -readonly [Key in keyof Seen]: Seen[Key] }) => void): Seen {
  const figures = {
    polling: new Figures(0),
    'long polling': new Figures(0),
    'server-sent events': new Figures(0),
    WebSocket: new Figures(0),
  }
  const one = { figures, rate: 2, networkMs: 0, readers: 1, measured: 0, framed: '' }
  change(one)
  return one
}

const items = (figures: Figures, count: number, late: number): void => {
  for (let n = 1; n <= count; n++) figures.arrived({ n, at: n * 100 }, n * 100 + late)
}

test('lateness is the median of the latest twenty items; an item counts once', () => {
  const figures = new Figures(0)
  items(figures, 30, 900)
  for (let n = 31; n <= 50; n++) figures.arrived({ n, at: 0 }, n)
  figures.arrived({ n: 50, at: 0 }, 9_999)
  assert.equal(figures.items, 50)
  assert.equal(figures.lateMs, 41)
})

test('requests and bytes are added up, and divided by the time', () => {
  const figures = new Figures(1_000)
  figures.asked({ up: 400, down: 600 })
  figures.asked({ up: 400, down: 600 })
  assert.deepEqual(figures.perSecond(5_000), { requests: 0.5, bytes: 500 })
})

test('each check is met by what it says, and not before', () => {
  const cases: readonly (readonly [string, Record<string, string>, Seen])[] = [
    ['ARRIVED', {}, seen(({ figures }) => Object.values(figures).forEach((one) => items(one, 1, 5)))],
    ['POLLED', { late: '150' }, seen(({ figures }) => items(figures.polling, 5, 100))],
    ['RATE', { least: '10' }, seen((one) => ((one.rate = 10), items(one.figures.WebSocket, 10, 1)))],
    [
      'SLOW',
      { least: '300' },
      seen((one) => {
        one.networkMs = 300
        items(one.figures.WebSocket, 1, 301)
        items(one.figures.polling, 1, 900)
      }),
    ],
    ['READERS', { least: '1000' }, seen((one) => (one.readers = 1_000))],
    ['MEASURED', { least: '100' }, seen((one) => (one.measured = 100))],
    ['FRAMED', {}, seen((one) => (one.framed = 'hello'))],
  ]
  for (const [kind, facts, one] of cases) {
    assert.equal(
      isMet(
        kind,
        facts,
        seen(() => {}),
      ),
      false,
      kind,
    )
    assert.equal(isMet(kind, facts, one), true, kind)
  }
  assert.throws(
    () =>
      isMet(
        'SUBSCRIBED',
        {},
        seen(() => {}),
      ),
    /no check SUBSCRIBED/,
  )
})

test('a text is framed as the examples of RFC 6455, section 5.7', () => {
  const bytes = (mask?: Uint8Array): string =>
    frameOf('Hello', mask)
      .map(({ bytes: part }) => hex(part))
      .join(' ')
  assert.equal(bytes(), '81 05 48 65 6c 6c 6f')
  assert.equal(bytes(Uint8Array.of(0x37, 0xfa, 0x21, 0x3d)), '81 85 37 fa 21 3d 7f 9f 4d 51 58')
  assert.throws(() => frameOf('x'.repeat(126)), RangeError)
})
