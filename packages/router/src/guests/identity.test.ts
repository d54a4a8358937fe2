import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guestContent, guestIdentity } from './identity.ts'
import { testGuest } from './test-guest.ts'

test('an explicit id is a guest’s identity, even when all options change', () => {
  const one = testGuest('talks', { id: 'bot' })
  const other = testGuest('waits', { id: 'bot' })
  assert.equal(guestIdentity(one), guestIdentity(other))
  assert.notEqual(guestContent(one), guestContent(other))
})

test('without an id the content is the identity, never the position', () => {
  const vars = (...entries: [string, string][]) => ({ inherit: true, vars: new Map(entries) })
  const one = testGuest('talks', { name: 'worker002', environment: vars(['A', '1'], ['B', '2']) })
  const moved = testGuest('talks', { name: 'worker003', environment: vars(['B', '2'], ['A', '1']) })
  const changed = testGuest('talks', { name: 'worker002', environment: vars(['A', '1'], ['B', '3']) })
  assert.equal(guestIdentity(one), guestIdentity(moved))
  assert.notEqual(guestIdentity(one), guestIdentity(changed))
})
