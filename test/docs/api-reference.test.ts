/** The reference of the client agrees with the sources, and explains every export. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { apiReference, REFERENCE } from '../../scripts/api-reference.ts'

test('docs/api/client.md is up to date', () => {
  assert.ok(
    readFileSync(REFERENCE, 'utf8') === apiReference(),
    'it is not what the sources say: run node scripts/api-reference.ts',
  )
})

test('everything that the client exports is explained', () => {
  const silent = [...apiReference().matchAll(/^### `([\w.]+)`\n\n```/gm)].map(([, name]) => name)
  assert.deepEqual(silent, [])
})

test('the reference has every entry of the package, with its exports', () => {
  const text = apiReference()
  for (const name of [
    'connect',
    'Client',
    'msgpack',
    'scram',
    'argon2id13',
    'cryptosign',
    'rawsocket',
    'auth_cra.sign',
  ]) {
    assert.match(text, new RegExp(`^### \`${name}\`$`, 'm'))
  }
})
