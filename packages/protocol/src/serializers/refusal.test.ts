import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolViolation } from '../errors.ts'
import { MessageRefused } from '../message-refused.ts'
import type { RefusedMessage } from '../message-refused.ts'
import type { Message } from '../message.ts'
import { Payload } from '../payload.ts'
import { dictOf } from '../values.ts'
import type { Dict } from '../values.ts'
import { cbor } from './cbor.ts'
import { json } from './json.ts'
import { msgpack } from './msgpack.ts'
import { MOST_HEADER_VALUES, MOST_WEIGHT, ReadMeter } from './read-meter.ts'
import type { Serializer } from './serializer.ts'

const MIB = 1_048_576

const list = (count: number, value: unknown): unknown[] => Array.from({ length: count }, () => value)

const publish = (options: Dict, ...args: unknown[]): Message => ({
  kind: 'PUBLISH',
  request: 7,
  options,
  topic: 'com.example.topic',
  payload: Payload.of(args),
})

const subscribe = (options: Dict): Message => ({ kind: 'SUBSCRIBE', request: 8, options, topic: 'com.example.topic' })

const fields = (value: (index: number) => unknown): Dict =>
  dictOf(Array.from({ length: 10 }, (_, index) => [`field${index}`, value(index)]))

/** Dictionaries that each have a different key. */
const different = (count: number): Dict[] => Array.from({ length: count }, (_, index) => dictOf([[`k${index}`, 0]]))

function refusalOf(serializer: Serializer, frame: string | Uint8Array, meter?: ReadMeter): MessageRefused {
  try {
    serializer.read(frame, meter)
  } catch (error) {
    assert.ok(error instanceof MessageRefused, String(error))
    return error
  }
  throw new assert.AssertionError({ message: 'the message was read' })
}

for (const serializer of [json, msgpack, cbor]) {
  const { name, write } = serializer
  const refused = (message: Message, meter?: ReadMeter): RefusedMessage =>
    refusalOf(serializer, write(message), meter).refused

  test(`${name}: 100,000 numbers pass, and so do 10,000 dictionaries of ten entries`, () => {
    for (const value of [7, 0.5, -100_000, 4_503_599_627_370_495]) serializer.read(write(publish({}, list(1e5, value))))
    serializer.read(
      write(
        publish(
          {},
          list(
            1e4,
            fields((index) => index),
          ),
        ),
      ),
    )
    serializer.read(
      write(
        publish(
          {},
          list(
            1e4,
            fields((index) => `text ${index}`),
          ),
        ),
      ),
    )
  })

  test(`${name}: a message over the weight limit is refused, whatever values it has`, () => {
    const heavy = {
      'empty dictionaries': list(MIB / 4, {}),
      'empty lists': list(MIB / 4, []),
      'dictionaries of one entry': list(MIB / 8, { '': {} }),
      'different keys': different(60_000),
      'one large dictionary': [dictOf(Array.from({ length: 50_000 }, (_, index) => [`key${index}`, 0]))],
      'short blocks': list(60_000, Uint8Array.of(1)),
      'short texts': list(MIB / 3, 'a'),
      numbers: list(MIB, 1),
    }
    for (const [what, value] of Object.entries(heavy)) {
      const { uri, message } = refusalOf(serializer, write(publish({}, value)))
      assert.equal(uri, 'wampeter.error.limit_exceeded', what)
      assert.match(message, /^PUBLISH holds too many values: it weighs more than 500000/, what)
    }
  })

  test(`${name}: a message is refused without reading the part beyond the limit`, () => {
    const frame = write(publish({}, list(MIB, 1)))
    const broken =
      typeof frame === 'string' ? `${frame.slice(0, -2)}!]]` : frame.with(-1, serializer === cbor ? 0xff : 0xc1)
    assert.throws(() => serializer.read(broken, new ReadMeter({ weight: 3 * MIB })), ProtocolViolation)
    const { refused } = refusalOf(serializer, broken)

    assert.deepEqual(refused, { kind: 'PUBLISH', code: 16, request: 7, isAcknowledged: false, hasMoreParts: false })
  })

  test(`${name}: a refusal says whether the publisher expects an answer`, () => {
    const numbers = list(MIB, 1)

    assert.equal(refused(publish({ acknowledge: true }, numbers)).isAcknowledged, true)
    assert.equal(refused(publish({ acknowledge: false }, numbers)).isAcknowledged, false)
    assert.equal(refused(publish({ other: { acknowledge: true } }, numbers)).isAcknowledged, false)
    assert.equal(refused(publish({ other: 'acknowledge', x: true }, numbers)).isAcknowledged, false)
    assert.equal(refused(publish({ exclude: numbers, acknowledge: true })).isAcknowledged, true)
  })

  test(`${name}: a refusal says whether further parts of a call follow`, () => {
    const payload = Payload.of([list(MIB, 1)])
    const call = (options: Dict) => refused({ kind: 'CALL', request: 9, options, procedure: 'p', payload }).hasMoreParts

    assert.deepEqual([call({ progress: true }), call({ progress: false }), call({})], [true, false, false])
    assert.equal(refused({ kind: 'YIELD', request: 10, options: { progress: true }, payload }).hasMoreParts, false)
  })

  test(`${name}: a refusal names the request, if there is one`, () => {
    const numbers = list(MIB, 1)
    const payload = Payload.of([numbers])

    assert.equal(refused({ kind: 'CALL', request: 9, options: {}, procedure: 'p', payload }).request, 9)
    assert.equal(refused({ kind: 'YIELD', request: 10, options: {}, payload }).request, 10)
    assert.equal(refused({ kind: 'ERROR', requestType: 68, request: 11, details: {}, error: 'e', payload }).request, 11)
    assert.equal(refused(subscribe({ numbers })).request, 8)
    assert.equal(refused({ kind: 'GOODBYE', details: { numbers }, reason: 'r' }).request, undefined)
  })

  test(`${name}: the dictionaries of a header are limited to the meter’s number of values, on all levels`, () => {
    const holding = (count: number): Dict => ({ lists: [list(count - 3, 1)] })
    const meter = new ReadMeter({ headerValues: 4096 })

    assert.equal(serializer.read(write(subscribe(holding(4096))), meter).kind, 'SUBSCRIBE')
    const { message, refused } = refusalOf(serializer, write(subscribe(holding(4098))), meter)
    assert.match(message, /^SUBSCRIBE holds more than 4096 values in its Options or Details/)
    assert.equal(refused.request, 8)
  })

  test(`${name}: lists of 10,000 receivers pass in Options, and payloads do not count for that limit`, () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => index + 1)

    assert.equal(serializer.read(write(publish({ eligible: ids }, list(1e5, 1)))).kind, 'PUBLISH')
    refusalOf(serializer, write(publish({ eligible: list(MOST_HEADER_VALUES, 1) })))
  })

  test(`${name}: a message of exactly the weight limit passes, whatever the limit for headers`, () => {
    const frame = write(publish({}, list(1000, 1)))
    const meter = new ReadMeter()
    serializer.read(frame, meter)
    const weight = meter.spent

    assert.equal(serializer.read(frame, new ReadMeter({ weight, headerValues: 10 })).kind, 'PUBLISH')
    refusalOf(serializer, frame, new ReadMeter({ weight: weight - 1, headerValues: 10 }))
  })

  test(`${name}: the meter reports the weight of the last message`, () => {
    const meter = new ReadMeter()
    const spent = (...args: unknown[]): number => {
      serializer.read(write(publish({}, ...args)), meter)
      return meter.spent
    }
    const one = spent(true)
    const number = serializer === json ? 2 : 1

    assert.equal(spent(true, false, null), one + 2)
    assert.equal(spent(true, 2), one + number)
    assert.equal(spent(true, 'a'), one + 2)
    assert.equal(spent(true, 'a'.repeat(6400)), one + 102)
    assert.equal(spent(true, []), one + 6)
    assert.equal(spent(true, { a: 1 }), one + 11 + number)
    assert.equal(spent(true, {}), one + 9)

    refusalOf(serializer, write(publish({}, list(MIB, 1))), meter)
    assert.equal(meter.spent, MOST_WEIGHT)
  })

  test(`${name}: a message over the weight limit without a valid type code or id is a violation`, () => {
    const meter = new ReadMeter({ weight: 100, headerValues: 10 })
    const heavy = [
      list(200, 'x'),
      [list(200, 1)],
      [16, list(200, 1)],
      [16, 'x', {}, 't', list(200, 1)],
      [4711, list(200, 1)],
    ]
    for (const elements of heavy) {
      assert.throws(() => serializer.read(asMessage(serializer, elements), meter), ProtocolViolation)
    }
  })
}

/** Writes a list as if it were a message. */
function asMessage(serializer: Serializer, elements: readonly unknown[]): string | Uint8Array {
  const { data } = serializer.encodePayload({ args: elements, kwargs: {} })
  return data
}
