import assert from 'node:assert/strict'
import test from 'node:test'
import { Announcer } from './announcer.ts'

test('what is done is announced last, whatever went wrong after it', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const place = { textContent: '' }
  const announcer = new Announcer(place)
  announcer.done('Done: one')
  announcer.trouble('Not yet: two')
  context.mock.timers.tick(1_000)

  assert.equal(place.textContent, 'Not yet: two. Done: one')
})

test('an announcement does not repeat the one before', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] })
  const place = { textContent: '' }
  const announcer = new Announcer(place)
  announcer.done('Done: one')
  context.mock.timers.tick(1_000)
  announcer.trouble('Not yet: two')
  context.mock.timers.tick(1_000)

  assert.equal(place.textContent, 'Not yet: two')
})
