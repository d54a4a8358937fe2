/** What every serializer must hold for every message: reading undoes writing, and no input throws anything unforeseen. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isId, json, Payload, ProtocolViolation } from '../src/index.ts'
import type { Message } from '../src/index.ts'
import { cbor } from '../src/serializers/cbor.ts'
import { msgpack } from '../src/serializers/msgpack.ts'

/** The same cases each time, so that a failure here is about the change; FC_SEED looks for others. */
fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20_261_123) })

const serializers = [json, msgpack, cbor] as const

const id = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.constantFrom(2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53))
const uri = fc.constantFrom('com.example.topic', 'a', '__proto__', 'constructor', 'grüße.日本', 'with space', '')
const text = fc
  .oneof(fc.string({ maxLength: 20 }), fc.constantFrom('__proto__', 'toString', '"\\', '💜'))
  .filter((value) => !value.startsWith('\u0000') && value.isWellFormed())
const key = fc.oneof(fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a'), text)
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0) && Math.abs(n) < 2 ** 53),
      text,
    ),
    fc.bigInt({ min: 2n ** 53n + 1n, max: 2n ** 64n - 1n }),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map(dict),
  ),
}))
const values = fc.array(value, { maxLength: 3 })
const named = fc.array(fc.tuple(key, value), { maxLength: 3 }).map(dict)
const payload = fc.oneof(
  fc.tuple(values, named).map(([args, kwargs]) => Payload.of(args, kwargs)),
  fc.constant(Payload.empty),
)
/** Headers are read by the router: plain values, no large integers or bytes. */
const details = fc.array(fc.tuple(key, fc.oneof(text, fc.integer(), fc.boolean())), { maxLength: 3 }).map(dict)
const noOptions = fc.constant(dict([]))

const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    kind: fc.constant('HELLO'),
    realm: uri,
    details: text.map((authid) =>
      dict([
        ['roles', dict([['caller', dict([])]])],
        ['authid', authid],
      ]),
    ),
  }),
  fc.record({ kind: fc.constant('WELCOME'), session: id, details }),
  fc.record({ kind: fc.constant('ABORT'), details, reason: uri, payload }),
  fc.record({ kind: fc.constant('CHALLENGE'), authmethod: text, extra: details }),
  fc.record({ kind: fc.constant('AUTHENTICATE'), signature: text, extra: details }),
  fc.record({ kind: fc.constant('GOODBYE'), details, reason: uri }),
  fc.record({
    kind: fc.constant('ERROR'),
    requestType: fc.constantFrom(16, 48, 68),
    request: id,
    details: noOptions,
    error: uri,
    payload,
  }),
  fc.record({
    kind: fc.constant('PUBLISH'),
    request: id,
    options: fc.boolean().map((on) =>
      dict([
        ['acknowledge', on],
        ['exclude', [1, 2 ** 53]],
      ]),
    ),
    topic: uri,
    payload,
  }),
  fc.record({ kind: fc.constant('PUBLISHED'), request: id, publication: id }),
  fc.record({ kind: fc.constant('SUBSCRIBE'), request: id, options: noOptions, topic: uri }),
  fc.record({ kind: fc.constant('SUBSCRIBED'), request: id, subscription: id }),
  fc.record({ kind: fc.constant('UNSUBSCRIBE'), request: id, subscription: id }),
  fc.record({ kind: fc.constant('UNSUBSCRIBED'), request: id, details: noOptions }),
  fc.record({ kind: fc.constant('EVENT'), subscription: id, publication: id, details: noOptions, payload }),
  fc.record({ kind: fc.constant('EVENT_RECEIVED'), publication: id }),
  fc.record({ kind: fc.constant('CALL'), request: id, options: noOptions, procedure: uri, payload }),
  fc.record({ kind: fc.constant('CANCEL'), request: id, options: noOptions }),
  fc.record({ kind: fc.constant('RESULT'), request: id, details: noOptions, payload }),
  fc.record({ kind: fc.constant('REGISTER'), request: id, options: noOptions, procedure: uri }),
  fc.record({ kind: fc.constant('REGISTERED'), request: id, registration: id }),
  fc.record({ kind: fc.constant('UNREGISTER'), request: id, registration: id }),
  fc.record({ kind: fc.constant('UNREGISTERED'), request: id, details: noOptions }),
  fc.record({ kind: fc.constant('INVOCATION'), request: id, registration: id, details: noOptions, payload }),
  fc.record({ kind: fc.constant('INTERRUPT'), request: id, options: noOptions }),
  fc.record({ kind: fc.constant('YIELD'), request: id, options: noOptions, payload }),
) as fc.Arbitrary<Message>

for (const serializer of serializers) {
  test(`${serializer.name}: reading undoes writing, for every kind of message`, () => {
    fc.assert(
      fc.property(message, (sent) => assert.deepEqual(plain(serializer.read(serializer.write(sent))), plain(sent))),
      { numRuns: 1500 },
    )
  })

  for (const other of serializers) {
    test(`${other.name} to ${serializer.name}: a payload that passes through a router keeps its values`, () => {
      fc.assert(
        fc.property(message, (sent) => {
          const arrived = serializer.read(serializer.write(other.read(other.write(sent))))
          assert.deepEqual(plain(arrived), plain(sent))
        }),
        { numRuns: 400 },
      )
    })
  }

  test(`${serializer.name}: no random bytes throw anything but ProtocolViolation`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => onlyViolates(() => serializer.read(bytes))),
      { numRuns: 3000 },
    )
  })

  test(`${serializer.name}: no damaged message throws anything but ProtocolViolation`, () => {
    const damage = fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(message, damage, fc.nat(400), (sent, changes, cut) => {
        const frame = Buffer.from(serializer.write(sent) as Uint8Array)
        for (const [at, byte] of changes) if (frame.length > 0) frame[at % frame.length] = byte
        onlyViolates(() => read(serializer.read(frame)))
        onlyViolates(() => read(serializer.read(frame.subarray(0, cut % (frame.length + 1)))))
      }),
      { numRuns: 3000 },
    )
  })
}

test('no random text throws anything but ProtocolViolation', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (line) => onlyViolates(() => json.read(line))),
    { numRuns: 3000 },
  )
})

test('JSON to JSON keeps duplicate keys, the spelling of numbers and integers of any size', () => {
  const tail = '[1.50,1e2,12345678901234567890123],{"a":1,"a":2,"__proto__":{"b":9007199254740993}}'
  const read16 = json.read(`[16,1,{},"a",${tail}]`)
  assert.equal(json.write(read16), `[16,1,{},"a",${tail}]`)
})

test('nesting without end is a violation, not a stack that overflows', () => {
  const deep = 100_000
  onlyViolates(() => json.read(`[16,1,{},"a",${'['.repeat(deep)}${']'.repeat(deep)}]`))
  const lists = { msgpack: 0x91, cbor: 0x81 }
  for (const serializer of [msgpack, cbor]) {
    const bytes = new Uint8Array(deep).fill(lists[serializer.name as 'msgpack' | 'cbor'])
    assert.throws(() => serializer.read(bytes), ProtocolViolation)
  }
})

test('dictionaries from the wire leave Object.prototype alone', () => {
  const frame =
    '[48,1,{"__proto__":{"polluted":true},"constructor":1},"a",[{"__proto__":{"polluted":true}}],{"__proto__":{"polluted":true}}]'
  for (const serializer of serializers) {
    const arrived = serializer.read(serializer.write(json.read(frame)))
    const { args, kwargs } = arrived.kind === 'CALL' ? arrived.payload.values() : { args: [], kwargs: {} }
    assert.deepEqual(Object.keys(kwargs), ['__proto__'])
    assert.deepEqual(Object.keys(args[0] as object), ['__proto__'])
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
  }
})

test('ids run from 1 to 2^53', () => {
  for (const good of [1, 2 ** 53]) assert.equal(isId(good), true)
  for (const bad of [0, -1, 1.5, 2 ** 53 + 2, '1', null, Number.NaN]) assert.equal(isId(bad), false)
})

function onlyViolates(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof ProtocolViolation)) throw error
  }
}

/** A payload that was accepted must also be readable. */
function read(accepted: Message): void {
  if ('payload' in accepted) accepted.payload.values()
}

function dict(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const made = Object.create(null) as Record<string, unknown>
  for (const [name, item] of entries) made[name] = item
  return made
}

/** For comparison: payloads as values, bytes as lists, dictionaries as sorted entries. */
function plain(item: unknown): unknown {
  if (item instanceof Payload) {
    const { args, kwargs } = item.values()
    return { args: plain(args), kwargs: plain(kwargs) }
  }
  if (item instanceof Uint8Array) return ['bytes', ...item]
  if (Array.isArray(item)) return item.map(plain)
  if (typeof item !== 'object' || item === null) return item
  return Object.entries(item)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => [name, plain(inner)])
}
