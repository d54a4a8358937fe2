import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolViolation, json } from '../src/index.ts'
import type { MessageKind } from '../src/index.ts'
import { dataOf, frameOf, isWritten, messageOf, serializers, vectorFiles } from './vectors.ts'

const files = vectorFiles()

for (const { name, valid, invalid } of files) {
  for (const serializer of serializers) {
    test(`${name} in ${serializer.name}: each frame is read as its message`, () => {
      for (const vector of valid) {
        const frame = frameOf(vector, serializer)
        if (frame === undefined) continue

        const message = serializer.read(frame)

        assert.deepEqual(dataOf(message), dataOf(messageOf(vector)), vector.description)
      }
    })

    test(`${name} in ${serializer.name}: each message is written as its frame`, () => {
      for (const vector of valid.filter((each) => isWritten(each, serializer))) {
        const frame = frameOf(vector, serializer)
        if (frame !== undefined) assert.deepEqual(serializer.write(messageOf(vector)), frame, vector.description)
      }
    })

    test(`${name} in ${serializer.name}: each refusal has the expected text`, () => {
      for (const vector of invalid) {
        const frame = frameOf(vector, serializer)
        if (frame !== undefined)
          assert.throws(() => serializer.read(frame), refusal(vector.violation), vector.description)
      }
    })

    for (const other of serializers) {
      test(`${name}: a message in ${serializer.name} is translated to ${other.name}`, () => {
        for (const vector of valid.filter((each) => isWritten(each, serializer) && isWritten(each, other))) {
          const [frame, translated] = [frameOf(vector, serializer), frameOf(vector, other)]
          if (frame === undefined || translated === undefined) continue

          assert.deepEqual(other.write(serializer.read(frame)), translated, vector.description)
        }
      })
    }
  }
}

test('there are vectors for every message, in all three formats', () => {
  const kinds: Record<MessageKind, number> = {
    HELLO: 0,
    WELCOME: 0,
    ABORT: 0,
    CHALLENGE: 0,
    AUTHENTICATE: 0,
    GOODBYE: 0,
    ERROR: 0,
    PUBLISH: 0,
    PUBLISHED: 0,
    SUBSCRIBE: 0,
    SUBSCRIBED: 0,
    UNSUBSCRIBE: 0,
    UNSUBSCRIBED: 0,
    EVENT: 0,
    EVENT_RECEIVED: 0,
    CALL: 0,
    CANCEL: 0,
    RESULT: 0,
    REGISTER: 0,
    REGISTERED: 0,
    UNREGISTER: 0,
    UNREGISTERED: 0,
    INVOCATION: 0,
    INTERRUPT: 0,
    YIELD: 0,
  }
  for (const vector of files.flatMap(({ valid }) => valid)) {
    if (isWritten(vector, json) && vector.json && vector.msgpack && vector.cbor) kinds[messageOf(vector).kind]++
  }

  assert.deepEqual(
    Object.entries(kinds).filter(([, count]) => count === 0),
    [],
  )
})

const refusal = (pattern: string) => (error: unknown) =>
  error instanceof ProtocolViolation && new RegExp(pattern).test(error.message)
