/** The limits on the cost of a message, before the log-in and afterwards, and their effects. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dictOf, Payload } from '@wampeter/protocol'
import { HELLO, RawClient } from '../support/raw-client.ts'
import type { Dialect } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'

const dialects: readonly Dialect[] = [
  { serializer: 'json', isBatched: false },
  { serializer: 'msgpack', isBatched: false },
  { serializer: 'cbor', isBatched: true },
]

const helloWith = (authextra: unknown) =>
  ({ ...HELLO, details: { ...HELLO.details, authextra: dictOf([['x', authextra]]) } }) as const

describe('before WELCOME', () => {
  for (const dialect of dialects) {
    const name = `${dialect.serializer}${dialect.isBatched ? ', batched' : ''}`
    test(`${name}: a message of more than 64 KiB ends in ABORT that names the limit`, async () => {
      await using running = await startRouter()
      const client = await RawClient.connect(running.url, dialect)
      client.send(helloWith('x'.repeat(65_536)))
      const { reason, details } = await client.next('ABORT')
      assert.equal(reason, 'wampeter.error.limit_exceeded')
      assert.match(String(details['message']), /65536 bytes before WELCOME \(limits\.login_message_size\)/)
      assert.equal((await client.closed).code, 1008)
      assert.equal(running.router.counters.get('oversized_messages'), 1)
    })

    test(`${name}: a message of more than 4,096 values ends in ABORT, too, and a smaller one is accepted`, async () => {
      await using running = await startRouter()
      const [over, fitting] = [
        await RawClient.connect(running.url, dialect),
        await RawClient.connect(running.url, dialect),
      ]
      over.send(helloWith(Array.from({ length: 4_200 }, () => 1)))
      const { reason, details } = await over.next('ABORT')
      assert.equal(reason, 'wampeter.error.limit_exceeded')
      assert.match(String(details['message']), /limits\.login_values/)
      fitting.send(helloWith(Array.from({ length: 4_000 }, () => 1)))
      await fitting.next('WELCOME')
      fitting.end()
    })
  }

  test('a message that never ends is refused after its first 64 KiB', async () => {
    await using running = await startRouter()
    const client = await RawClient.connect(running.url)
    client.ws.send('['.repeat(100_000), { fin: false, binary: false })
    assert.equal((await client.next('ABORT')).reason, 'wampeter.error.limit_exceeded')
    assert.equal((await client.closed).code, 1008)
  })

  test('AUTHENTICATE has the same limits as HELLO', async () => {
    await using running = await startRouter()
    const more = [{ signature: 'x'.repeat(65_536) }, { extra: dictOf([['x', Array.from({ length: 4_200 }, () => 1)]]) }]
    for (const [index, wrong] of more.entries()) {
      const client = await RawClient.connect(running.url)
      client.send({ ...HELLO, details: { ...HELLO.details, authmethods: ['ticket'], authid: 'joe' } })
      await client.next('CHALLENGE')
      client.send({ kind: 'AUTHENTICATE', signature: 'x', extra: {}, ...wrong })
      assert.equal((await client.next('ABORT')).reason, 'wampeter.error.limit_exceeded', String(index))
      assert.equal((await client.closed).code, 1008)
    }
  })

  test('the limits can be configured, and do not apply after WELCOME', async () => {
    const limits = { login_message_size: 2_000, login_values: 100 }
    await using running = await startRouter({ options: { limits } })
    const [large, many] = [await RawClient.connect(running.url), await RawClient.connect(running.url)]
    large.send(helloWith('x'.repeat(2_000)))
    assert.equal((await large.next('ABORT')).reason, 'wampeter.error.limit_exceeded')
    many.send(helloWith(Array.from({ length: 100 }, () => 1)))
    assert.equal((await many.next('ABORT')).reason, 'wampeter.error.limit_exceeded')
    const client = await RawClient.join(running.url)
    const options = { acknowledge: true }
    const payload = Payload.of([Array.from({ length: 1_000 }, () => 'x'.repeat(100))])
    client.send({ kind: 'PUBLISH', request: 1, options, topic: 'large', payload })
    await client.next('PUBLISHED')
    client.end()
  })

  test('the limits apply again to a log-in after GOODBYE', async () => {
    await using running = await startRouter()
    const client = await RawClient.join(running.url)
    client.send({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.normal' })
    await client.next('GOODBYE')
    client.send(helloWith('x'.repeat(65_536)))
    assert.equal((await client.next('ABORT')).reason, 'wampeter.error.limit_exceeded')
  })
})

describe('in a session', () => {
  for (const dialect of dialects)
    test(`${dialect.serializer}: a request that weighs too much gets ERROR, and its session stays`, async () => {
      await using running = await startRouter({ options: { limits: { message_weight: 2_000, header_values: 100 } } })
      const client = await RawClient.join(running.url, dialect)
      const heavy = Payload.of([Array.from({ length: 3_000 }, () => 1)])
      client.send({ kind: 'CALL', request: 1, options: {}, procedure: 'app.any', payload: heavy })
      assert.equal((await client.next('ERROR')).error, 'wampeter.error.limit_exceeded')
      const options = dictOf([['exclude', Array.from({ length: 200 }, (_, index) => index + 1)]])
      client.send({
        kind: 'PUBLISH',
        request: 2,
        options: { ...options, acknowledge: true },
        topic: 'any',
        payload: Payload.empty,
      })
      assert.equal((await client.next('ERROR')).error, 'wampeter.error.limit_exceeded')
      client.send({ kind: 'SUBSCRIBE', request: 3, options: {}, topic: 'any' })
      await client.next('SUBSCRIBED')
      client.end()
    })

  for (const dialect of dialects)
    test(`${dialect.serializer}: by default 100,000 numbers pass, and so do 10,000 dictionaries of ten entries`, async () => {
      await using running = await startRouter()
      const client = await RawClient.join(running.url, dialect)
      const row = (value: unknown) =>
        dictOf(Array.from({ length: 10 }, (_, index): [string, unknown] => [`f${index}`, value]))
      const ordinary = [
        Array.from({ length: 100_000 }, () => 7),
        Array.from({ length: 10_000 }, () => row(7)),
        Array.from({ length: 10_000 }, () => row('ab')),
      ]
      for (const [index, value] of ordinary.entries()) {
        const payload = Payload.of([value])
        client.send({ kind: 'PUBLISH', request: index + 1, options: { acknowledge: true }, topic: 'any', payload })
        assert.equal((await client.next('PUBLISHED')).request, index + 1)
      }
      client.end()
    })

  test('a batch of more than 100,000 messages is refused as a whole', async () => {
    await using running = await startRouter()
    const client = await RawClient.join(running.url, { serializer: 'json', isBatched: true })
    client.sendRaw('[337,1]\u001e'.repeat(100_001))
    const { reason, details } = await client.next('ABORT')
    assert.equal(reason, 'wampeter.error.limit_exceeded')
    assert.match(String(details['message']), /100001 messages.*limits\.batch_messages/)
  })
})
