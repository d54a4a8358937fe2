import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixedDict } from './fixed-dict.ts'
import { cbor } from './serializers/cbor.ts'
import { json } from './serializers/json.ts'
import { msgpack } from './serializers/msgpack.ts'
import type { Welcome } from './messages/hello.ts'
import { dictOf } from './values.ts'

const plain = dictOf([
  ['broker', dictOf([['features', dictOf([['é', true]])]])],
  ['dealer', dictOf([])],
])
const fixed = fixedDict(plain)
const welcome = (roles: object, session: number): Welcome => ({
  kind: 'WELCOME',
  session,
  details: dictOf([
    ['roles', roles],
    ['authid', 'joe'],
  ]),
})

test('a fixed dictionary is written as an ordinary one, the first time and later, in every format', () => {
  for (const serializer of [json, msgpack, cbor])
    for (const session of [1, 2])
      assert.deepEqual(
        serializer.write(welcome(fixed, session)),
        serializer.write(welcome(plain, session)),
        serializer.name,
      )
})

test('a fixed dictionary has the keys and values of an ordinary one, and cannot be changed', () => {
  assert.deepEqual(Object.entries(fixed), Object.entries(plain))
  assert.equal(JSON.stringify(fixed), JSON.stringify(plain))
  assert.throws(() => Object.assign(fixed, { more: 1 }), TypeError)
})
