import assert from 'node:assert/strict'
import { test } from 'node:test'
import { partsOf, permalinkOf, threadOf } from './thread.ts'

test('a thread is given by its permalink or by the URI of its topic', () => {
  assert.equal(permalinkOf('tea-time'), 'tea-time')
  assert.equal(permalinkOf('workshop.chat.tea-time'), 'tea-time')
})

test('anything else is no thread', () => {
  for (const given of ['', 'Tea', 'tea.time', 'workshop.chat.', 'workshop.chat.a.b', 'workshop.broadcast', 7, null, {}])
    assert.equal(permalinkOf(given), undefined, JSON.stringify(given))
})

test('the topics of a thread are told apart', () => {
  assert.equal(threadOf('workshop.presence.tea'), undefined)
  assert.deepEqual(partsOf('workshop.typing.tea'), { kind: 'workshop.typing.', thread: 'tea' })
  assert.equal(partsOf('workshop.broadcast'), undefined)
})
