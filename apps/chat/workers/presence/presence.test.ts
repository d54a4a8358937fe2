import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allKeys, keysChanged } from './cache-keys.ts'
import { eventsFor } from './difference-events.ts'
import { Presence } from './presence.ts'
import type { Seen } from './presence.ts'

const tea = (members: Readonly<Record<number, string>>, subscription = 7): Seen => ({
  thread: 'tea',
  topic: 'workshop.chat.tea',
  subscription,
  members: new Map(Object.entries(members).map(([session, user]) => [Number(session), user])),
})

test('a user joins with the first session, and leaves with the last', () => {
  const presence = new Presence()

  assert.deepEqual(presence.see(tea({ 1: 'ada' })), { thread: 'tea', joined: ['ada'], left: [] })
  assert.deepEqual(presence.see(tea({ 1: 'ada', 2: 'ada' })), { thread: 'tea', joined: [], left: [] })
  assert.deepEqual(presence.see(tea({ 2: 'ada' })), { thread: 'tea', joined: [], left: [] })
  assert.deepEqual(presence.see(tea({})), { thread: 'tea', joined: [], left: ['ada'] })
  assert.deepEqual(presence.users('tea'), [])
})

test('seeing the same twice is no difference', () => {
  const presence = new Presence()
  presence.see(tea({ 1: 'ada', 2: 'ben' }))

  assert.deepEqual(eventsFor(presence.see(tea({ 2: 'ben', 1: 'ada' }))), [])
})

test('the cache loses the key of a session only when it is in no thread', () => {
  const presence = new Presence()
  const milk: Seen = { ...tea({ 1: 'ada' }, 8), thread: 'milk', topic: 'workshop.chat.milk' }
  presence.see(tea({ 1: 'ada' }))
  presence.see(milk)
  const before = presence.thread('tea')
  presence.see(tea({}))

  assert.deepEqual(keysChanged(presence, before, tea({})), {
    set: new Map(),
    remove: ['workshop.chat.tea', 'topic-7'],
  })

  presence.see({ ...milk, members: new Map() })
  assert.deepEqual(keysChanged(presence, milk, { ...milk, members: new Map() }).remove, [
    'workshop.chat.milk',
    'topic-8',
    'session-1',
  ])
  assert.equal(allKeys(presence).size, 0)
})

test('a change writes the keys of new sessions alone, and the list', () => {
  const presence = new Presence()
  presence.see(tea({ 1: 'ada' }))
  const before = presence.thread('tea')
  presence.see(tea({ 1: 'ada', 2: 'ben' }))

  assert.deepEqual(
    [...keysChanged(presence, before, tea({ 1: 'ada', 2: 'ben' })).set.keys()],
    ['topic-7', 'workshop.chat.tea', 'session-2'],
  )
})

test('a large difference is told in several events', () => {
  const joined = Array.from({ length: 120 }, (_, index) => `user ${index}`)
  const events = eventsFor({ thread: 'tea', joined, left: ['ada'] })

  assert.deepEqual(
    events.map((event) => event.joined?.length),
    [50, 50, 20],
  )
  assert.deepEqual(
    events.map((event) => event.left?.length),
    [1, undefined, undefined],
  )
})
