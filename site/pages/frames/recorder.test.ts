import assert from 'node:assert/strict'
import test from 'node:test'
import { idOf, Recorder } from './recorder.ts'
import { got } from './test-frames.ts'

test('the newest frames are kept, and the dropped ones are counted', () => {
  const recorder = new Recorder({ mostEntries: 100, mostCharacters: 1_000_000 })
  for (let count = 0; count < 1_000; count++) recorder.add(got(36, 1, count, {}))

  assert.ok(recorder.entries.length <= 100 && recorder.entries.length > 80)
  assert.equal(recorder.dropped + recorder.entries.length, 1_000)
})

test('a few long frames push out as many as many short ones', () => {
  const recorder = new Recorder({ mostEntries: 100, mostCharacters: 10_000 })
  for (let count = 0; count < 50; count++) recorder.add(got(36, 1, count, {}, ['x'.repeat(1_000)]))

  assert.ok(recorder.entries.length < 10)
})

test('listeners hear of every frame in order', () => {
  const recorder = new Recorder()
  const heard: number[] = []
  recorder.listen((entry) => heard.push(idOf(entry)))
  const frames = [got(36, 1, 1, {}), got(36, 1, 2, {})]
  for (const each of frames) recorder.add(each)

  assert.deepEqual(
    heard,
    frames.map(({ id }) => id),
  )
})
