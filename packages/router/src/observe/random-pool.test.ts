import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomAuthid } from './random-authid.ts'
import { randomBytes } from './random-pool.ts'

test('random bytes come in the wanted length, are never handed out twice and may exceed the pool', () => {
  const seen = new Set<string>()
  for (let drawn = 0; drawn < 2_000; drawn++) {
    const bytes = randomBytes(16)
    assert.equal(bytes.length, 16)
    seen.add(Buffer.from(bytes).toString('hex'))
  }
  assert.equal(seen.size, 2_000)
  assert.equal(randomBytes(20_000).length, 20_000)
  assert.notDeepEqual(randomBytes(32), new Uint8Array(32))
})

test('the authid of an anonymous session has the form of Crossbar', () => {
  assert.match(randomAuthid(), /^([ACEFGHJKLMNPQRSTUVWXY34679]{4}-){5}[ACEFGHJKLMNPQRSTUVWXY34679]{4}$/)
})
