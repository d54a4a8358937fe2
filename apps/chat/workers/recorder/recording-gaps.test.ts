import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RecordingGaps } from './recording-gaps.ts'

test('the first start has no gap', () => {
  assert.equal(new RecordingGaps(undefined).begins(1_000), undefined)
})

test('a process that was killed leaves a gap from what it recorded last', () => {
  assert.deepEqual(new RecordingGaps({ until: 500, isClosed: false }).begins(1_000), { from: 500, to: 1_000 })
})

test('a chat that was stopped in order leaves none: nobody was there', () => {
  assert.equal(new RecordingGaps({ until: 500, isClosed: true }).begins(1_000), undefined)
})

test('an interruption is a gap, once', () => {
  const gaps = new RecordingGaps(undefined)
  gaps.begins(0)
  gaps.ends(100)
  gaps.ends(200)
  assert.deepEqual(gaps.begins(300), { from: 100, to: 300 })
  assert.equal(gaps.begins(400), undefined)
})

test('a clock that was set back makes no negative gap', () => {
  assert.deepEqual(new RecordingGaps({ until: 500, isClosed: false }).begins(400), { from: 500, to: 500 })
})
