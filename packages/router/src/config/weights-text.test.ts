/** The weights that docs/limits.md names are those of the serializers, and of the throttle. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Payload, ReadMeter, json } from '@wampeter/protocol'
import type { Serializer } from '@wampeter/protocol'
import { cbor } from '@wampeter/protocol/cbor'
import { msgpack } from '@wampeter/protocol/msgpack'
import { costOf } from '../transports/throttle.ts'

const text = readFileSync(new URL('../../../../docs/limits.md', import.meta.url), 'utf8').replaceAll('\n', ' ')

/** The numbers of a sentence of the page. A sentence that was reworded is not found, and fails the test. */
function numbersIn(sentence: RegExp): readonly number[] {
  const found = sentence.exec(text)
  assert.ok(found, `docs/limits.md has no sentence like ${sentence}`)
  return found.slice(1).map((digits) => Number(digits.replaceAll(',', '')))
}

function weightOf(serializer: Serializer, args: readonly unknown[]): number {
  const meter = new ReadMeter()
  serializer.read(
    serializer.write({ kind: 'PUBLISH', request: 1, options: {}, topic: 't', payload: Payload.of(args) }),
    meter,
  )
  return meter.spent
}

const added = (serializer: Serializer, value: unknown): number =>
  weightOf(serializer, [true, value]) - weightOf(serializer, [true])

for (const serializer of [json, msgpack, cbor]) {
  test(`values in ${serializer.name} weigh what the page says`, () => {
    const [number, ofJson, floats, later, short, texts, laterText, bytes, list, dict] = numbersIn(
      /A number weighs (\d+), a float and a number of JSON (\d+)\. Each float beyond the first ([\d,]+) weighs (\d+)\. A short text weighs (\d+); one that is no key, beyond the first ([\d,]+) of them, (\d+); and 1 more per (\d+) bytes\. A list weighs (\d+) and a dictionary (\d+),/,
    )

    assert.equal(added(serializer, 7), serializer === json ? ofJson : number)
    assert.equal(added(serializer, 0.5), ofJson)
    const many = Array.from({ length: floats ?? 0 }, () => 0.5)
    const beyond = weightOf(serializer, [...many, 0.5]) - weightOf(serializer, many)
    assert.equal(beyond, later)
    assert.equal(added(serializer, 'short'), short)
    const words = Array.from({ length: texts ?? 0 }, () => 'a')
    assert.equal(weightOf(serializer, [...words, 'a']) - weightOf(serializer, words), laterText)
    assert.equal(
      weightOf(serializer, [...words.slice(2), { key: 'a' }]) - weightOf(serializer, words.slice(2)),
      (dict ?? 0) + 4,
    )
    assert.equal(added(serializer, 'x'.repeat(10 * (bytes ?? 0))), (short ?? 0) + 10)
    assert.equal(added(serializer, []), list)
    const [blob, blobOfJson] = numbersIn(/Bytes weigh (\d+), in JSON (\d+), and 1 more per 64\./)
    assert.equal(added(serializer, new Uint8Array(3)), serializer === json ? blobOfJson : blob)
    const [large = 0, digit = 0] = numbersIn(
      /that is beyond 2\^53 weighs (\d+), and (\d+) more for each further digit\./,
    )
    if (serializer === json) {
      assert.equal(added(json, 2n ** 53n + 1n), large)
      assert.equal(added(json, 2n ** 60n), large + 3 * digit, 'nineteen digits')
    }
    assert.equal(added(serializer, {}), dict)
  })

  test(`messages in ${serializer.name} pass that the page says do`, () => {
    const [numbers = 0, dicts = 0] = numbersIn(
      /By default ([\d,]+) numbers pass, and so do ([\d,]+) dictionaries of ten entries/,
    )
    const ten = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`field ${index}`, `text ${index}`]))

    assert.ok(
      weightOf(
        serializer,
        Array.from({ length: numbers }, (_, index) => index),
      ) > numbers,
    )
    assert.ok(
      weightOf(
        serializer,
        Array.from({ length: dicts }, () => ten),
      ) > dicts,
    )
  })
}

test('a message counts as many messages as the page says', () => {
  const [bytes = 0, weight = 0] = numbersIn(
    /a message of less than ([\d,]+) bytes and of a weight below (\d+) counts as one/,
  )
  assert.deepEqual(numbersIn(/once more per ([\d,]+) bytes, and once more per (\d+) of weight/), [bytes, weight])

  assert.equal(costOf(bytes - 1, weight - 1), 1)
  assert.equal(costOf(bytes, 1), 2)
  assert.equal(costOf(1, weight), 2)

  assert.match(
    text,
    /a text of 1 MiB counts as two thousand, and a hundred thousand numbers of JSON as about thirteen thousand/,
  )
  const megabyte = JSON.stringify(['x'.repeat(1_048_576)])
  assert.equal(rounded(costOf(megabyte.length, weightOf(json, ['x'.repeat(1_000_000)]))), 2)
  const numbers = Array.from({ length: 100_000 }, () => 7)
  assert.equal(rounded(costOf(JSON.stringify(numbers).length, weightOf(json, numbers))), 13)
})

const rounded = (cost: number): number => Math.round(cost / 1000)
