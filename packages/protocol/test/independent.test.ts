/**
 * Reads the bytes of the golden vectors by codecs that this package does not use. If such a codec finds the value of
 * the JSON next to the bytes, the vector does not only repeat a mistake of the serializer under test.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import cborReader from 'cbor'
import fc from 'fast-check'
import { Unpackr } from 'msgpackr'
import { headerOf, payloadOf } from '../src/message-header.ts'
import type { Message } from '../src/index.ts'
import { readJson } from '../src/serializers/json-read.ts'
import { cbor } from '../src/serializers/cbor.ts'
import { msgpack } from '../src/serializers/msgpack.ts'
import { tailElements } from '../src/serializers/tail.ts'
import { messageOf, vectorFiles } from './vectors.ts'
import type { ValidVector } from './vectors.ts'

const codecs = {
  msgpack: new Unpackr({ mapsAsObjects: false, useRecords: false, int64AsType: 'bigint' }),
  cbor: { decode: (bytes: Buffer): unknown => cborReader.decodeFirstSync(bytes) },
}

/** Frames that other codecs read differently. They are judged by their message alone. */
const OURS_ALONE: ReadonlySet<string> = new Set([
  'tags: what they are about is what counts, except for large integers',
  'extension types: a timestamp is its ISO text, all else its bytes',
])

for (const [name, codec] of Object.entries(codecs)) {
  test(`each vector in ${name} is read by another codec as the value of its JSON`, () => {
    let compared = 0
    for (const { valid, invalid } of vectorFiles()) {
      for (const vector of [...valid, ...invalid]) {
        const bytes = vector[name as keyof typeof codecs]
        const said = vector.json === undefined ? undefined : parsed(vector.json)
        if (bytes === undefined || said === undefined) continue
        assert.deepEqual(alike(codec.decode(Buffer.from(bytes, 'hex'))), alike(said), vector.description)
        compared++
      }
    }
    assert.ok(compared > 150, String(compared))
  })

  test(`each valid vector in ${name} without JSON is read by another codec as its message`, () => {
    let compared = 0
    for (const vector of vectorFiles().flatMap(({ valid }) => valid)) {
      const bytes = vector[name as keyof typeof codecs]
      if (bytes === undefined || vector.json !== undefined || OURS_ALONE.has(vector.description)) continue
      assert.deepEqual(alike(codec.decode(Buffer.from(bytes, 'hex'))), alike(elementsOf(vector)), vector.description)
      compared++
    }
    assert.ok(compared > 0)
  })
}

const scalar = fc.oneof(
  fc.jsonValue({ maxDepth: 1, stringUnit: 'grapheme' }),
  fc.uint8Array({ maxLength: 300 }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }),
)

/** Lists and dictionaries with lengths around those at which their form changes. */
const values = fc.array(
  fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 40, size: 'max' }),
    fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 40 }), scalar, { maxKeys: 40, size: 'max' }),
  ),
  { maxLength: 5 },
)

for (const [name, codec] of Object.entries(codecs)) {
  test(`random values written in ${name} are read by another codec as the same values`, () => {
    fc.assert(
      fc.property(values, (args) => {
        const serializer = name === 'cbor' ? cbor : msgpack
        const { data } = serializer.encodePayload({ args: [args], kwargs: {} })
        assert.deepEqual(alike(codec.decode(Buffer.from(data as Uint8Array))), alike([args]))
      }),
      { numRuns: 1000 },
    )
  })
}

/** The value of JSON; undefined for text that is malformed on purpose. */
function parsed(text: string): unknown {
  try {
    JSON.parse(text)
    return readJson(text)
  } catch {
    return undefined
  }
}

function elementsOf(vector: ValidVector): readonly unknown[] {
  const message: Message = messageOf(vector)
  const payload = payloadOf(message)
  return [...headerOf(message), ...(payload === undefined ? [] : tailElements(payload.values()))]
}

/** Converts values with several forms to one: integers, dictionaries, bytes, null and undefined. */
function alike(value: unknown): unknown {
  if (value === undefined) return null
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') }
  if (Array.isArray(value)) return value.map(alike)
  if (typeof value !== 'object' || value === null) return value
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return new Map(entries.map(([key, item]): [string, unknown] => [String(key), alike(item)]))
}
