import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Refusal } from '../server/refusal.ts'
import { PasswordHasher } from './password-hasher.ts'

test('a hash names its method and its cost, and no two are the same', async () => {
  const hasher = new PasswordHasher()
  const [one, other] = await Promise.all([hasher.hash('open sesame'), hasher.hash('open sesame')])

  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.notEqual(one, other)
})

test('only the right password fits, whatever its characters are composed of; nothing fits a user who does not exist', async () => {
  const hasher = new PasswordHasher()
  const kept = await hasher.hash('caf\u00e9')

  assert.equal(await hasher.verify('cafe\u0301', kept), true)
  assert.equal(await hasher.verify('cafe', kept), false)
  assert.equal(await hasher.verify('caf\u00e9', undefined), false)
})

test('hashes wait for their turn, and too many are refused with a time to come back', async () => {
  const hasher = new PasswordHasher({ parallel: 1, maxWaiting: 1 })
  const results = await Promise.allSettled([hasher.hash('one'), hasher.hash('two'), hasher.hash('three')])

  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected'],
  )
  const [, , refused] = results
  assert.ok(refused?.status === 'rejected' && refused.reason instanceof Refusal)
  assert.equal(refused.reason.statusCode, 503)
  assert.ok(refused.reason.headers['retry-after'])
  assert.equal(hasher.load, 0)
})
