import assert from 'node:assert/strict'
import test from 'node:test'
import { Guesses, isSame, newSecret } from './secrets.ts'

test('a secret is the same as itself, and as nothing else of any length', () => {
  const secret = newSecret(16)

  assert.equal(secret.length, 16)
  assert.ok(isSame(secret, secret))
  for (const other of ['', secret.slice(1), `${secret}x`, newSecret(16)]) assert.equal(isSame(other, secret), false)
})

test('after ten wrong guesses an address has to wait a minute, and others need not', () => {
  const guesses = new Guesses()
  for (let at = 0; at < 10; at++) {
    assert.ok(guesses.mayTry('a', 0))
    guesses.wrong('a', 0)
  }

  assert.equal(guesses.mayTry('a', 59_000), false)
  assert.ok(guesses.mayTry('b', 0))
  assert.ok(guesses.mayTry('a', 61_000))
})
