import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hereAfter } from './here.ts'

test('names come and go, each counts once, and they are sorted', () => {
  const change = { joined: ['zoe', 'ann', 'ann'], left: ['ben', 'a stranger'], isReset: false }
  assert.deepEqual(hereAfter(['ben', 'cid'], change), ['ann', 'cid', 'zoe'])
})

test('after a reset only those count that it names', () => {
  assert.deepEqual(hereAfter(['ben', 'cid'], { joined: ['ann'], left: [], isReset: true }), ['ann'])
})
