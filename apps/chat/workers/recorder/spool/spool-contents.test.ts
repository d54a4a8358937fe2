import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeRecord } from './records.ts'
import type { SpoolRecord } from './records.ts'
import { SpoolContents } from './spool-contents.ts'

const message = (n: number, text = `text ${n}`): SpoolRecord => ({
  kind: 'message',
  n,
  message: { id: `id ${n}`, user: 'ada', thread: 'tea', message: text, at: n },
  isDirect: false,
})

const textOf = (...records: readonly SpoolRecord[]): string => records.map(writeRecord).join('')
const numbers = (contents: SpoolContents): readonly number[] => contents.entries().map(({ n }) => n)

test('what is not done stays, in its order', () => {
  const contents = SpoolContents.of(
    textOf(message(1), message(2), { kind: 'gap', n: 3, gap: { id: 'g', from: 1, to: 2 } }, { kind: 'done', n: 1 }),
  )

  assert.deepEqual(numbers(contents), [2, 3])
  assert.equal(contents.next, 4)
})

test('a gap keeps its id, so that storage knows it when it comes again; one of an older spool gets one', () => {
  const gap: SpoolRecord = { kind: 'gap', n: 1, gap: { id: 'g', from: 1, to: 2 } }
  const contents = SpoolContents.of(`${textOf(gap)}{"g":2,"from":5,"to":6}\n`)
  const again = SpoolContents.of(contents.text())

  assert.deepEqual(
    again.entries().map((entry) => entry.kind === 'gap' && entry.gap.id),
    ['g', 'gap 5 6'],
  )
})

test('an entry that was published says so, also after the text was written anew', () => {
  const contents = SpoolContents.of(textOf(message(1), { kind: 'published', n: 1 }, message(2)))
  const again = SpoolContents.of(contents.text())

  assert.deepEqual(again.entries(), contents.entries())
  assert.deepEqual(
    again.entries().map((entry) => entry.kind === 'message' && entry.isPublished),
    [true, false],
  )
})

test('a line that was cut off by a crash is left out, and so is nonsense', () => {
  const whole = textOf(message(1), message(2))
  for (const cut of [whole.length - 1, whole.length - 10]) {
    const contents = SpoolContents.of(whole.slice(0, cut))
    assert.deepEqual(numbers(contents), cut === whole.length - 1 ? [1, 2] : [1])
  }
  assert.equal(SpoolContents.of('null\n7\n{}\n{"m":"x"}\n{"m":1}\n').damaged, 5)
})

test('any text comes back as it was', () => {
  const text = 'a\nb\r\u2028"\\ ☕ \u0000'
  const [entry] = SpoolContents.of(textOf(message(1, text))).entries()

  assert.equal(entry?.kind === 'message' && entry.message.message, text)
})

test('the bytes are those of the entries that are not done', () => {
  const contents = SpoolContents.of(textOf(message(1), message(2, '☕')))
  assert.equal(contents.bytes, Buffer.byteLength(textOf(message(1), message(2, '☕'))))
  contents.apply({ kind: 'done', n: 1 }, 10)
  contents.apply({ kind: 'done', n: 1 }, 10)
  assert.equal(contents.bytes, Buffer.byteLength(textOf(message(2, '☕'))))
})

test('it knows until when messages were recorded', () => {
  assert.equal(SpoolContents.of('').recorded, undefined)
  const contents = SpoolContents.of(
    textOf({ kind: 'recorded', until: 5, isClosed: false }, { kind: 'recorded', until: 9, isClosed: true }),
  )
  assert.equal(SpoolContents.of(contents.text()).recorded?.until, 9)
  assert.equal(contents.recorded?.isClosed, true)
})
