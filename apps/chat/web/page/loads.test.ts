import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Loads } from './loads.ts'

const held = () => Promise.withResolvers<void>()

test('something is loading until the last of several loads has ended', async () => {
  const loads = new Loads()
  const [members, messages] = [held(), held()]
  const ends = [loads.run(() => members.promise), loads.run(() => messages.promise)]
  members.resolve()
  await ends[0]
  assert.equal(loads.isLoading.value, true)
  messages.reject(new Error('no messages'))
  await ends[1]
  assert.equal(loads.isLoading.value, false)
})

test('a failure is told until something that began after it succeeds', async () => {
  const loads = new Loads()
  const members = held()
  const early = loads.run(() => members.promise)
  await loads.run(() => Promise.reject(new Error('no messages')))
  members.resolve()
  await early
  assert.equal(loads.trouble.value, 'no messages')
  await loads.run(() => Promise.resolve())
  assert.equal(loads.trouble.value, '')
})
