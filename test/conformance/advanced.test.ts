/** The advanced profile over every serializer and framing, on real sockets. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import type { Call, Publish, Register, SerializerName, Subscribe } from '@wampeter/protocol'
import { RawClient } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'
import type { RunningRouter } from '../support/router.ts'

const features = (...names: readonly string[]) => ({
  features: Object.fromEntries(names.map((name) => [name, true])),
})
const ROLES = {
  publisher: features('payload_passthru_mode'),
  subscriber: features('payload_passthru_mode'),
  caller: features('progressive_call_invocations', 'payload_passthru_mode'),
  callee: features(
    'call_canceling',
    'call_timeout',
    'progressive_call_results',
    'progressive_call_invocations',
    'payload_passthru_mode',
  ),
}

const payload = Payload.of(['x'])
const subscribe = (topic: string, options: Subscribe['options'] = {}): Subscribe => ({
  ...{ kind: 'SUBSCRIBE', request: 1, options, topic },
})
const publish = (topic: string, options: Publish['options'] = {}, sent = payload): Publish => ({
  ...{ kind: 'PUBLISH', request: 1, options: { acknowledge: true, ...options }, topic, payload: sent },
})
const register = (procedure: string, options: Register['options'] = {}): Register => ({
  ...{ kind: 'REGISTER', request: 1, options, procedure },
})
const call = (procedure: string, options: Call['options'] = {}, request = 1): Call => ({
  ...{ kind: 'CALL', request, options, procedure, payload },
})

for (const serializer of ['json', 'msgpack', 'cbor'] as const satisfies readonly SerializerName[])
  for (const isBatched of [false, true])
    describe(`${serializer}, ${isBatched ? 'batched' : 'plain'}`, () => {
      let running: RunningRouter
      before(async () => void (running = await startRouter()))
      after(async () => running[Symbol.asyncDispose]())

      const join = async (): Promise<RawClient> => {
        const client = await RawClient.connect(running.url, { serializer, isBatched })
        client.send({ kind: 'HELLO', realm: 'realm1', details: { roles: ROLES } })
        await client.next('WELCOME')
        return client
      }
      const subscribed = async (topic: string, options: Subscribe['options'] = {}) => {
        const client = await join()
        client.send(subscribe(topic, options))
        await client.next('SUBSCRIBED')
        return client
      }
      const registered = async (procedure: string, options: Register['options'] = {}) => {
        const client = await join()
        client.send(register(procedure, options))
        await client.next('REGISTERED')
        return client
      }

      test('prefix and wildcard subscriptions get events with their topic', async () => {
        const [publisher, prefix, wildcard] = [
          await join(),
          await subscribed('com.', { match: 'prefix' }),
          await subscribed('com..b', { match: 'wildcard' }),
        ]
        publisher.send(publish('com.a.b'))
        for (const client of [prefix, wildcard]) assert.equal((await client.next('EVENT')).details.topic, 'com.a.b')
        for (const client of [publisher, prefix, wildcard]) client.end()
      })

      test('an event with receiver lists by authrole and session id reaches exactly those sessions', async () => {
        const [publisher, one, other] = [await join(), await subscribed('news'), await subscribed('news')]
        other.send({ ...call('wamp.session.list'), payload: Payload.empty })
        const { payload: listed } = await other.next('RESULT')
        const ids = listed.values().args[0] as readonly number[]
        publisher.send(publish('news', { eligible_authrole: ['guest'], exclude: [Math.max(...ids)] }))
        publisher.send(publish('news', { eligible_authrole: ['admin'] }))
        publisher.send(publish('news', { eligible: [...ids] }, Payload.of(['last'])))
        const heard = await Promise.all(
          [one, other].map(async (client) => {
            const texts: unknown[] = []
            while (texts.at(-1) !== 'last') texts.push((await client.next('EVENT')).payload.values().args[0])
            return texts.join()
          }),
        )
        assert.ok(heard.includes('x,last'), heard.join(' and '))
        for (const client of [publisher, one, other]) client.end()
      })

      test('a retained event arrives after SUBSCRIBED', async () => {
        const publisher = await join()
        publisher.send(publish('state', { retain: true }))
        const { publication } = await publisher.next('PUBLISHED')
        const late = await subscribed('state', { get_retained: true })
        const event = await late.next('EVENT')
        assert.deepEqual([event.publication, event.details.retained], [publication, true])
        for (const client of [publisher, late]) client.end()
      })

      test('two callees of a shared procedure take turns', async () => {
        const [one, two, caller] = [
          await registered('shared', { invoke: 'roundrobin' }),
          await registered('shared', { invoke: 'roundrobin' }),
          await join(),
        ]
        for (const [at, callee] of [one, two, one].entries()) {
          caller.send(call('shared', {}, at + 1))
          const { request } = await callee.next('INVOCATION')
          callee.send({ kind: 'YIELD', request, options: {}, payload })
          await caller.next('RESULT')
        }
        for (const client of [one, two, caller]) client.end()
      })

      test('a call to a pattern registration names the procedure, and gets progressive results', async () => {
        const [callee, caller] = [await registered('pattern.', { match: 'prefix' }), await join()]
        caller.send(call('pattern.any', { receive_progress: true }))
        const { request, details } = await callee.next('INVOCATION')
        assert.deepEqual([details.procedure, details.receive_progress], ['pattern.any', true])
        callee.send({ kind: 'YIELD', request, options: { progress: true }, payload })
        callee.send({ kind: 'YIELD', request, options: {}, payload })
        assert.equal((await caller.next('RESULT')).details.progress, true)
        assert.equal((await caller.next('RESULT')).details.progress, undefined)
        for (const client of [callee, caller]) client.end()
      })

      test('a call in parts is one invocation', async () => {
        const [callee, caller] = [await registered('parts'), await join()]
        caller.send(call('parts', { progress: true }))
        caller.send(call('parts'))
        const [one, two] = [await callee.next('INVOCATION'), await callee.next('INVOCATION')]
        assert.deepEqual([one.request, one.details.progress, two.details.progress], [two.request, true, undefined])
        callee.send({ kind: 'YIELD', request: one.request, options: {}, payload })
        await caller.next('RESULT')
        for (const client of [callee, caller]) client.end()
      })

      test('a cancelled call ends at once, and its callee is interrupted', async () => {
        const [callee, caller] = [await registered('slow'), await join()]
        caller.send(call('slow'))
        const { request } = await callee.next('INVOCATION')
        caller.send({ kind: 'CANCEL', request: 1, options: { mode: 'killnowait' } })
        assert.equal((await caller.next('ERROR')).error, 'wamp.error.canceled')
        const interrupt = await callee.next('INTERRUPT')
        assert.deepEqual([interrupt.request, interrupt.options.mode], [request, 'killnowait'])
        for (const client of [callee, caller]) client.end()
      })

      test('a call that takes too long ends by timeout', async () => {
        const [callee, caller] = [await registered('late'), await join()]
        caller.send(call('late', { timeout: 50 }))
        await callee.next('INVOCATION')
        assert.equal((await caller.next('ERROR')).error, 'wamp.error.timeout')
        await callee.next('INTERRUPT')
        for (const client of [callee, caller]) client.end()
      })

      test('a passthru payload and its ppt_ options pass unchanged in both directions', async () => {
        const marks = { ppt_scheme: 'x_mine', ppt_serializer: 'cbor', ppt_keyid: '7' }
        const sealed = Payload.of([Uint8Array.of(1, 2, 3)])
        const [callee, caller, subscriber] = [await registered('sealed'), await join(), await subscribed('sealed')]
        caller.send({ ...call('sealed', marks), payload: sealed })
        const { request, details, payload: asked } = await callee.next('INVOCATION')
        assert.deepEqual({ ...details }, marks)
        assert.deepEqual([...(asked.values().args[0] as Uint8Array)], [1, 2, 3])
        callee.send({ kind: 'YIELD', request, options: marks, payload: sealed })
        assert.deepEqual({ ...(await caller.next('RESULT')).details }, marks)
        caller.send(publish('sealed', marks, sealed))
        assert.deepEqual({ ...(await subscriber.next('EVENT')).details }, marks)
        for (const client of [callee, caller, subscriber]) client.end()
      })
    })
