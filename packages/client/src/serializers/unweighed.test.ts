import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dictOf } from '@wampeter/protocol'
import type { Message } from '@wampeter/protocol'
import { cbor } from './cbor.ts'
import { msgpack } from './msgpack.ts'

test('a message is never too heavy for a client, whatever it speaks', () => {
  const details = dictOf([['numbers', Array.from({ length: 600_000 }, () => 1)]])
  const goodbye: Message = { kind: 'GOODBYE', details, reason: 'wamp.close.killed' }
  for (const serializer of [msgpack, cbor]) assert.equal(serializer.read(serializer.write(goodbye)).kind, 'GOODBYE')
})
