import assert from 'node:assert/strict'
import test from 'node:test'
import { Recorder } from './recorder.ts'
import { sample } from './sampling.ts'
import { got } from './test-frames.ts'

function entries(count: number) {
  const recorder = new Recorder()
  for (let index = 0; index < count; index++) recorder.add(got(36, 1, index, {}))
  return recorder
}

test('a few frames are all listed', () => {
  const { listed, leftOut } = sample(entries(10).entries)

  assert.equal(listed.length, 10)
  assert.equal(leftOut.size, 0)
})

test('of many, a few are listed, the rest is counted by name', () => {
  const { listed, leftOut } = sample(entries(1_000).entries)

  assert.ok(listed.length <= 24)
  assert.equal(leftOut.get('EVENT'), 1_000 - listed.length)
})

test('an error among a thousand events is listed', () => {
  const recorder = entries(500)
  recorder.add(got(8, 48, 1, {}, 'wamp.error.no_such_procedure'))
  for (let index = 0; index < 500; index++) recorder.add(got(36, 1, index, {}))

  const { listed } = sample(recorder.entries)
  assert.ok(listed.some((entry) => 'reading' in entry && entry.reading.kind?.name === 'ERROR'))
})
