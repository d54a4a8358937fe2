import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Timeline } from './timeline.ts'
import type { HistoryRow } from './timeline.ts'

const row = (seq: number, author = 'mary'): HistoryRow => ({
  ...{ kind: 'message', seq, id: `m${seq}`, author, text: `text ${seq}`, at: 1_000 * seq },
})
const live = (id: string, at: number, author = 'mary') => ({ id, author, text: 'live', at })
const shown = ({ entries }: Timeline): readonly string[] =>
  entries.map((entry) => (entry.kind === 'gap' ? 'gap' : `${entry.said.author} ${entry.said.id}`))

test('a message that came live and is in the history is shown once, in the place of the history', () => {
  const timeline = Timeline.empty.withMessages([live('m2', 2_500)]).withNewest([row(1), row(2), row(3)], undefined)
  assert.deepEqual(shown(timeline), ['mary m1', 'mary m2', 'mary m3'])
})

test('older pages come above, and the way to the next one is kept', () => {
  const newest = Timeline.empty.withNewest([row(11), row(12)], 11)
  const all = newest.withOlder([row(9), row(10)], 9)
  assert.deepEqual(shown(all), ['mary m9', 'mary m10', 'mary m11', 'mary m12'])
  assert.deepEqual([newest.before, all.before], [11, 9])
})

test('the newest page after a reconnection adds what was missed, and does not load older pages again', () => {
  const before = Timeline.empty.withNewest([row(3), row(4)], 3).withOlder([row(1), row(2)], undefined)
  const after = before.withNewest([row(4), row(5)], 4)
  assert.deepEqual(shown(after), ['mary m1', 'mary m2', 'mary m3', 'mary m4', 'mary m5'])
  assert.equal(after.before, undefined)
})

test('a doubled event changes nothing; the same id of another author is another message', () => {
  const once = Timeline.empty.withMessages([live('a', 1)])
  assert.equal(once.withMessages([live('a', 2)]), once)
  assert.deepEqual(shown(once.withMessages([live('a', 2, 'bob')])), ['mary a', 'bob a'])
})

test('names and ids with spaces are not mixed up', () => {
  const timeline = Timeline.empty.withMessages([live('b c', 1, 'a')])
  assert.equal(timeline.has('a', 'b c'), true)
  assert.equal(timeline.has('a b', 'c'), false)
})

test('gaps are shown in their place, and rows without their fields are left out', () => {
  const gap: HistoryRow = { kind: 'gap', seq: 2, from: 1_500, to: 1_800 }
  const timeline = Timeline.empty.withNewest([row(1), gap, row(3), { kind: 'message', seq: 4 }], undefined)
  assert.deepEqual(shown(timeline), ['mary m1', 'gap', 'mary m3'])
})

test('a message that came live is shown, but only the history says that it is recorded', () => {
  const timeline = Timeline.empty.withNewest([row(1)], undefined).withMessages([live('m2', 2_000)])
  const { isShown, isRecorded } = timeline.of('mary')
  assert.deepEqual(['m1', 'm2', 'm3'].map(isShown), [true, true, false])
  assert.deepEqual(['m1', 'm2', 'm3'].map(isRecorded), [true, false, false])
  assert.equal(timeline.of('bob').isRecorded('m1'), false)
})

test('a deleted message is gone, and neither an event nor a page that was on its way brings it back', () => {
  const timeline = Timeline.empty
    .withNewest([row(1), row(2)], undefined)
    .without('mary', 'm1')
    .without('bob', 'm9')
  assert.deepEqual(shown(timeline), ['mary m2'])
  assert.deepEqual(shown(timeline.withMessages([live('m1', 1), live('m9', 9, 'bob')])), ['mary m2'])
  assert.deepEqual(shown(timeline.withNewest([row(1), row(2)], undefined)), ['mary m2'])
  assert.deepEqual(shown(timeline.withMessages([live('m3', 3_000)]).withOlder([row(1)], undefined)), [
    'mary m2',
    'mary m3',
  ])
})

test('the messages of a deleted account are gone; those of a new user with the name are shown', () => {
  const timeline = Timeline.empty
    .withNewest([row(1), { ...row(2), author: 'bob' }], undefined)
    .withMessages([live('m3', 3_000)])
    .withoutAuthor('mary', 5_000)
  assert.deepEqual(shown(timeline), ['bob m2'])
  assert.deepEqual(shown(timeline.withMessages([live('m4', 4_000)])), ['bob m2'])
  assert.deepEqual(shown(timeline.withOlder([row(1)], undefined)), ['bob m2'])
  assert.deepEqual(shown(timeline.withMessages([live('m6', 6_000)])), ['bob m2', 'mary m6'])
})

test('a message that was deleted during a loss of the connection is gone after it', () => {
  const before = Timeline.empty.withNewest([row(1), row(2), row(3)], undefined).withMessages([live('new', 4_000)])
  assert.deepEqual(shown(before.withNewest([row(1), row(3)], undefined)), ['mary m1', 'mary m3', 'mary new'])
  assert.deepEqual(shown(before.withNewest([row(2)], 2)), ['mary m1', 'mary m2', 'mary new'])
})

test('when more was missed than a page holds, older entries make way, so that no message is left out', () => {
  const before = Timeline.empty.withNewest([row(1), row(2)], undefined).withMessages([live('new', 63_000)])
  const after = before.withNewest([row(61), row(62)], 61)
  assert.deepEqual(shown(after), ['mary m61', 'mary m62', 'mary new'])
  assert.equal(after.before, 61)
  assert.deepEqual(shown(after.withOlder([row(1), row(2), row(60)], undefined)).slice(0, 4), [
    'mary m1',
    'mary m2',
    'mary m60',
    'mary m61',
  ])
})

test('a message that came live before the first page does not keep the way to older ones from being known', () => {
  const timeline = Timeline.empty.withMessages([live('a', 1)]).withNewest([row(7)], 7)
  assert.equal(timeline.before, 7)
})

test('live messages that are older than a page which does not join are not shown below it', () => {
  const heard = Array.from({ length: 298 }, (_, index) => live(`m${index + 3}`, 1_000 * (index + 3)))
  const before = Timeline.empty.withNewest([row(1), row(2)], undefined).withMessages(heard)
  const page = Array.from({ length: 200 }, (_, index) => row(index + 111))
  const after = before.withNewest(page, 111)
  assert.deepEqual(
    shown(after),
    page.map(({ id }) => `mary ${id}`),
  )
  assert.equal(after.before, 111)
})
