/** The basic profile over every serializer and framing, on real sockets. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import type { SerializerName } from '@wampeter/protocol'
import { RawClient } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'
import type { RunningRouter } from '../support/router.ts'

const subscribe = (topic: string, request = 1) => ({ kind: 'SUBSCRIBE', request, options: {}, topic }) as const
const publish = (topic: string, args: readonly unknown[], options = {}) =>
  ({
    kind: 'PUBLISH',
    request: 1,
    options,
    topic,
    payload: Payload.of(args, { named: { deep: [true, null] } }),
  }) as const

for (const serializer of ['json', 'msgpack', 'cbor'] as const satisfies readonly SerializerName[]) {
  for (const isBatched of [false, true]) {
    describe(`${serializer}, ${isBatched ? 'batched' : 'plain'}`, () => {
      let running: RunningRouter
      before(async () => void (running = await startRouter()))
      after(async () => running[Symbol.asyncDispose]())
      const join = () => RawClient.join(running.url, { serializer, isBatched })

      test('WELCOME has all details that clients rely on', async () => {
        const client = await RawClient.connect(running.url, { serializer, isBatched })
        client.send({ kind: 'HELLO', realm: 'realm1', details: { roles: { caller: {} } } })
        const { details, session } = await client.next('WELCOME')
        assert.ok(Number.isInteger(session))
        assert.equal(details['authrole'], 'guest')
        assert.equal(details['realm'], 'realm1')
        assert.equal(details['authmethod'], 'anonymous')
        assert.deepEqual(Object.keys(details['roles'] as object), ['broker', 'dealer'])
        client.end()
      })

      test('an event reaches subscribers of every serializer with the same values, but not its publisher', async () => {
        const publisher = await join()
        publisher.send(subscribe('chat'))
        await publisher.next('SUBSCRIBED')
        const others = await Promise.all(
          (['json', 'msgpack', 'cbor'] as const).map((name) =>
            RawClient.join(running.url, { serializer: name, isBatched }),
          ),
        )
        for (const other of others) other.send(subscribe('chat'))
        for (const other of others) await other.next('SUBSCRIBED')
        const args = ['grüße', 1.5, -3, 2 ** 40, 9007199254740995n, Uint8Array.of(0, 255), [], { a: null }]
        publisher.send(publish('chat', args, { acknowledge: true }))
        const { publication } = await publisher.next('PUBLISHED')
        for (const other of others) {
          const event = await other.next('EVENT')
          assert.equal(event.publication, publication)
          assert.deepEqual(plain(event.payload.values().args), plain(args))
          assert.deepEqual(plain(event.payload.values().kwargs), { named: { deep: [true, null] } })
          other.end()
        }
        publisher.send(subscribe('other', 2))
        await publisher.next('SUBSCRIBED')
        publisher.end()
      })

      test('with exclude_me: false a publisher gets its own event, after PUBLISHED', async () => {
        const client = await join()
        client.send(subscribe('self'))
        await client.next('SUBSCRIBED')
        client.send(publish('self', [1], { acknowledge: true, exclude_me: false, disclose_me: true }))
        await client.next('PUBLISHED')
        const event = await client.next('EVENT')
        assert.equal(event.details.publisher_authrole, 'guest')
        client.end()
      })

      test('after UNSUBSCRIBED no event arrives; UNSUBSCRIBE without a subscription is an error', async () => {
        const client = await join()
        client.send(subscribe('gone'))
        const { subscription } = await client.next('SUBSCRIBED')
        client.send({ kind: 'UNSUBSCRIBE', request: 2, subscription })
        await client.next('UNSUBSCRIBED')
        client.send(publish('gone', [1], { exclude_me: false }))
        client.send({ kind: 'UNSUBSCRIBE', request: 3, subscription })
        const error = await client.next('ERROR')
        assert.equal(error.error, 'wamp.error.no_such_subscription')
        assert.equal(error.requestType, 34)
        client.end()
      })

      test('a call is answered by its callee, and a failure by its error', async () => {
        const [callee, caller] = [await join(), await join()]
        callee.send({ kind: 'REGISTER', request: 1, options: {}, procedure: 'add' })
        await callee.next('REGISTERED')
        caller.send({ kind: 'CALL', request: 7, options: {}, procedure: 'add', payload: Payload.of([1, 2]) })
        const invocation = await callee.next('INVOCATION')
        assert.deepEqual(invocation.payload.values().args, [1, 2])
        callee.send({ kind: 'YIELD', request: invocation.request, options: {}, payload: Payload.of([3]) })
        const result = await caller.next('RESULT')
        assert.equal(result.request, 7)
        assert.deepEqual(result.payload.values().args, [3])
        caller.send({ kind: 'CALL', request: 8, options: {}, procedure: 'add', payload: Payload.empty })
        const second = await callee.next('INVOCATION')
        callee.send({
          kind: 'ERROR',
          requestType: 68,
          request: second.request,
          details: {},
          error: 'app.bad',
          payload: Payload.of(['why']),
        })
        const error = await caller.next('ERROR')
        assert.deepEqual([error.requestType, error.request, error.error], [48, 8, 'app.bad'])
        callee.end()
        caller.end()
      })

      test('when a callee is lost its callers get an error at once, and the procedure is free', async () => {
        const [callee, caller] = [await join(), await join()]
        callee.send({ kind: 'REGISTER', request: 1, options: {}, procedure: 'fragile' })
        await callee.next('REGISTERED')
        caller.send({ kind: 'CALL', request: 1, options: {}, procedure: 'fragile', payload: Payload.empty })
        await callee.next('INVOCATION')
        callee.end()
        assert.equal((await caller.next('ERROR')).error, 'wamp.error.canceled')
        caller.send({ kind: 'REGISTER', request: 2, options: {}, procedure: 'fragile' })
        await caller.next('REGISTERED')
        caller.end()
      })

      test('GOODBYE is answered, and another session may follow on the same connection', async () => {
        const client = await join()
        client.send({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.close_realm' })
        assert.equal((await client.next('GOODBYE')).reason, 'wamp.close.goodbye_and_out')
        client.send({ kind: 'HELLO', realm: 'realm1', details: { roles: { caller: {} } } })
        await client.next('WELCOME')
        client.end()
      })
    })
  }
}

/** The value without prototypes and Buffers, for comparison. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Uint8Array) return [...value]
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
  return value
}
