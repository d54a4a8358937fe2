import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Sessions } from './sessions.ts'

test('a user has all sessions that joined and did not leave', () => {
  const sessions = new Sessions()
  sessions.joined(1, 'ada')
  sessions.joined(2, 'ada')
  sessions.joined(3, 'ben')
  sessions.left(1)
  sessions.left(99)

  assert.deepEqual(sessions.of('ada'), [2])
  assert.equal(sessions.nameOf(3), 'ben')
  sessions.left(3)
  assert.deepEqual(sessions.users(), ['ada'])
})
