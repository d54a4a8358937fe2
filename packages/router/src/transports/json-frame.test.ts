import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_DICT, encodedPayload, json, Payload, PROGRESS_DICT } from '@wampeter/protocol'
import type { Id, Message } from '@wampeter/protocol'
import { jsonFrame } from './json-frame.ts'
import { websocketFraming } from './websocket-framing.ts'

const ordinary = (message: Message): Uint8Array => websocketFraming.frame(json.write(message))

const event = (publication: Id, payload: Payload, details = EMPTY_DICT): Message => ({
  kind: 'EVENT',
  ...{ subscription: 7, publication, details, payload },
})

/** A payload as it comes from a frame. */
const received = (text: string): Payload => encodedPayload(json, { data: `["${text}"]`, count: 1 })

test('a frame has the same bytes as the ordinary one, at every length', () => {
  for (let length = 0; length < 2_100; length += length < 300 ? 1 : 37) {
    const payload = received('x'.repeat(length))
    const frame = jsonFrame(event(1, payload))
    if (frame === undefined) assert.ok(length > 2_000, String(length))
    else assert.deepEqual(frame, ordinary(event(1, payload)))
  }
})

test('ids of every length are written in full', () => {
  const limits = Array.from({ length: 16 }, (_, power) => 10 ** power)
  for (const id of [
    ...limits,
    ...limits.map((limit) => 10 * limit - 1),
    2 ** 53,
    2 ** 53 - 1,
    2 ** 31,
    123_400_000_056,
  ])
    if (id <= 2 ** 53) assert.deepEqual(jsonFrame(event(id, Payload.empty)), ordinary(event(id, Payload.empty)))
})

test('invocations, results and progressive results are written, with and without payload', () => {
  const messages = [Payload.empty, received('é漢😀\\n'), Payload.of([1, 'two'], { three: 3 })].flatMap((payload) => [
    { kind: 'INVOCATION', request: 12, registration: 3, details: EMPTY_DICT, payload } as const,
    { kind: 'RESULT', request: 2 ** 53, details: EMPTY_DICT, payload } as const,
    { kind: 'RESULT', request: 2 ** 53, details: PROGRESS_DICT, payload } as const,
  ])
  for (const message of messages) assert.deepEqual(jsonFrame(message), ordinary(message))
})

test('a frame stays as it is while thousands of others are written', () => {
  const made = Array.from({ length: 5_000 }, (_, id) => jsonFrame(event(id + 1, received(`text ${id}`))))
  made.forEach((frame, id) => assert.deepEqual(frame, ordinary(event(id + 1, received(`text ${id}`)))))
})

test('messages with details, of other kinds, or with long payloads take the ordinary way', () => {
  assert.equal(jsonFrame(event(1, Payload.empty, { topic: 'a.b' })), undefined)
  assert.equal(jsonFrame({ kind: 'SUBSCRIBED', request: 1, subscription: 1 }), undefined)
  assert.equal(jsonFrame(event(1, received('é'.repeat(3_000)))), undefined)
})
