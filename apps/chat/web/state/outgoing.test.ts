import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrived, failed, posted, sending, withoutStored } from './outgoing.ts'

const written = { id: 'a', text: 'hello', at: 1 }
const lost = { why: 'the connection was lost', isFinal: false }
const yes = (): boolean => true
const no = (): boolean => false
const states = (list: ReturnType<typeof sending>): readonly string[] =>
  list.map(({ id, delivery }) => `${id} ${delivery}`)

test('a message is sending until it is stored', () => {
  const list = sending([], written)
  assert.deepEqual(states(list), ['a sending'])
  assert.deepEqual(states(posted(list, 'a', { stored: true })), ['a stored'])
})

test('a message that only the recorder has waits', () => {
  assert.deepEqual(states(posted(sending([], written), 'a', { stored: false })), ['a waiting'])
})

test('a failed message keeps its id and its time when it is sent again', () => {
  const again = sending(failed(sending([], written), 'a', lost), { ...written, at: 9 })
  assert.deepEqual(again, [{ ...written, delivery: 'sending', why: undefined }])
})

test('a message that came back has arrived, although its call failed', () => {
  const back = arrived(sending([], written), 'a')
  assert.deepEqual(states(failed(back, 'a', lost)), ['a waiting'])
  assert.deepEqual(states(arrived(failed(sending([], written), 'a', lost), 'a')), ['a waiting'])
})

test('an event that comes before the answer changes nothing about it', () => {
  const back = arrived(sending([], written), 'a')
  assert.deepEqual(states(back), ['a arrived'])
  assert.deepEqual(states(posted(back, 'a', { stored: true })), ['a stored'])
  assert.deepEqual(states(arrived(posted(back, 'a', { stored: false }), 'a')), ['a waiting'])
})

test('a failure says why', () => {
  assert.equal(
    failed(sending([], written), 'a', { why: 'the spool is full', isFinal: false })[0]?.why,
    'the spool is full',
  )
})

test('a stored message leaves the list when the timeline shows it', () => {
  const list = posted(sending([], written), 'a', { stored: true })
  assert.equal(withoutStored(list, { isShown: no, isRecorded: no }).length, 1)
  assert.deepEqual(withoutStored(list, { isShown: yes, isRecorded: no }), [])
})

test('a message that waits stays in the list until the history has it, although it is shown', () => {
  const list = posted(sending([], written), 'a', { stored: false })
  assert.equal(withoutStored(list, { isShown: yes, isRecorded: no }).length, 1)
  assert.deepEqual(withoutStored(list, { isShown: yes, isRecorded: yes }), [])
})

test('a message that was refused for good says so', () => {
  const [one] = failed(sending([], written), 'a', { why: 'not a member', isFinal: true })
  assert.equal(one?.isFinal, true)
})
