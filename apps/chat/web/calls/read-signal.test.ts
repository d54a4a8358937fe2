import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSignal } from './read-signal.ts'
import { MESH_LIMIT, SIGNAL_LIMITS, WORDS } from './signal.ts'

test('each kind of signal is read as it is', () => {
  const call = 'c1'
  const signals = [
    ...WORDS.map((kind) => ({ kind, call })),
    { kind: 'ring', call, media: 'video' },
    { kind: 'invited', call, name: 'ada' },
    { kind: 'others', call, others: [{ session: 7, name: 'ben' }] },
    { kind: 'description', call, description: { type: 'offer', sdp: 'v=0' } },
    { kind: 'candidate', call, candidate: { candidate: 'c', sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'u' } },
    { kind: 'candidate', call, candidate: null },
  ]
  for (const signal of signals) assert.deepEqual(readSignal(signal), signal)
})

test('what is not named is dropped: nobody can say who they are', () => {
  assert.deepEqual(readSignal({ kind: 'accept', call: 'c1', from: 9, name: 'ada' }), { kind: 'accept', call: 'c1' })
})

test('anything else is refused with a reason', () => {
  const call = 'c1'
  const bad: readonly unknown[] = [
    ...[null, undefined, 7, 'ring', [], {}],
    { kind: 'ring', call: '' },
    { kind: 'ring', call: 'x'.repeat(SIGNAL_LIMITS.callCharacters + 1), media: 'video' },
    { kind: 'ring', call, media: 'smell' },
    { kind: 'constructor', call },
    { kind: 'invited', call, name: '' },
    { kind: 'others', call, others: {} },
    { kind: 'others', call, others: [{ session: 'x', name: 'ada' }] },
    { kind: 'others', call, others: Array(MESH_LIMIT).fill({ session: 1, name: 'ada' }) },
    { kind: 'description', call, description: 'v=0' },
    { kind: 'description', call, description: { type: 'rollback', sdp: '' } },
    { kind: 'description', call, description: { type: 'offer', sdp: 7 } },
    { kind: 'description', call, description: { type: 'offer', sdp: 'x'.repeat(SIGNAL_LIMITS.descriptionBytes + 1) } },
    { kind: 'description', call, description: { type: 'offer', sdp: '€'.repeat(SIGNAL_LIMITS.descriptionBytes / 2) } },
    { kind: 'candidate', call },
    { kind: 'candidate', call, candidate: { candidate: 'x'.repeat(10_000_000) } },
    { kind: 'candidate', call, candidate: { candidate: 'x', sdpMid: 'x'.repeat(SIGNAL_LIMITS.candidateBytes) } },
    { kind: 'candidate', call, candidate: { candidate: 'x', sdpMLineIndex: -1 } },
    { kind: 'candidate', call, candidate: { candidate: 'x', usernameFragment: {} } },
  ]
  for (const one of bad) assert.equal(typeof readSignal(one), 'string', JSON.stringify(one)?.slice(0, 80))
})
