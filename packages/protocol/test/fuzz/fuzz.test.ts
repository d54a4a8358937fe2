import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serializers } from '../vectors.ts'
import { fuzz } from './fuzz.ts'

/** The seed is fixed, so that a failure is caused by the change under test. FC_SEED sets another one. */
const seed = Number(process.env['FC_SEED'] ?? 20_261_127)

for (const serializer of serializers) {
  test(`20,000 valid, nearly valid and hostile messages in ${serializer.name} are read or refused, and every message that is read can be passed on`, () => {
    const { verdicts } = fuzz(serializer, { seed, from: 0, cases: 20_000, mostMs: Infinity, until: Infinity })

    for (const [verdict, count] of Object.entries(verdicts)) assert.ok(count > 10, `${verdict}: ${count}`)
  })

  test(`4,000 batches in ${serializer.name}, many of them cut or mislabelled, are refused or give exactly their messages`, () => {
    const run = { seed, from: 0, cases: 4_000, mostMs: Infinity, until: Infinity, isBatched: true }
    const { read, violation } = fuzz(serializer, run).verdicts

    assert.ok(read > 100 && violation > 100, `read: ${read}, violation: ${violation}`)
  })
}
