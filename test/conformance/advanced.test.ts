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
  subscriber: features('payload_passthru_mode', 'subscription_revocation'),
  caller: features('progressive_call_invocations', 'payload_passthru_mode'),
  callee: features(
    'call_canceling',
    'call_timeout',
    'progressive_call_results',
    'progressive_call_invocations',
    'payload_passthru_mode',
    'call_reroute',
    'registration_revocation',
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

      const identified = async () => {
        const client = await RawClient.connect(running.url, { serializer, isBatched })
        client.send({ kind: 'HELLO', realm: 'realm1', details: { roles: ROLES } })
        const { session, details } = await client.next('WELCOME')
        return { client, session, authid: String(details['authid']) }
      }
      const join = async (): Promise<RawClient> => (await identified()).client
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

      test('an event with receiver lists by session id, authid and authrole reaches exactly those sessions', async () => {
        const [publisher, one, other] = [await join(), await identified(), await identified()]
        for (const { client } of [one, other]) {
          client.send(subscribe('news'))
          await client.next('SUBSCRIBED')
        }
        const lists: readonly (readonly [Publish['options'], string])[] = [
          [{ eligible: [one.session] }, 'eligible'],
          [{ exclude: [one.session] }, 'excluded'],
          [{ eligible_authid: [one.authid] }, 'eligible authid'],
          [{ exclude_authid: [one.authid] }, 'excluded authid'],
          [{ eligible_authrole: ['guest'], exclude: [other.session] }, 'eligible role'],
          [{ eligible_authrole: ['admin'] }, 'other role'],
          [{ exclude_authrole: ['guest'] }, 'excluded role'],
          [{ eligible: [] }, 'nobody'],
          [{ eligible: [one.session, other.session], exclude_authrole: ['admin'] }, 'last'],
        ]
        for (const [options, text] of lists) publisher.send(publish('news', options, Payload.of([text])))
        const heard = await Promise.all(
          [one, other].map(async ({ client }) => {
            const texts: unknown[] = []
            while (texts.at(-1) !== 'last') texts.push((await client.next('EVENT')).payload.values().args[0])
            return texts
          }),
        )
        assert.deepEqual(heard, [
          ['eligible', 'eligible authid', 'eligible role', 'last'],
          ['excluded', 'excluded authid', 'last'],
        ])
        for (const client of [publisher, one.client, other.client]) client.end()
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

      test('CANCEL with skip tells the callee nothing, with kill the callee answers, and a wrong mode is refused', async () => {
        const [callee, caller] = [await registered('stopped'), await join()]
        const cancel = (request: number, mode: string) => caller.send({ kind: 'CANCEL', request, options: { mode } })
        caller.send(call('stopped'))
        const { request: skipped } = await callee.next('INVOCATION')
        cancel(1, 'gently')
        const refused = await caller.next('ERROR')
        assert.deepEqual([refused.requestType, refused.error], [49, 'wamp.error.invalid_argument'])
        cancel(1, 'skip')
        assert.equal((await caller.next('ERROR')).error, 'wamp.error.canceled')
        callee.send({ kind: 'YIELD', request: skipped, options: {}, payload })
        caller.send(call('stopped', {}, 2))
        const { request } = await callee.next('INVOCATION')
        cancel(2, 'kill')
        const interrupt = await callee.next('INTERRUPT')
        assert.deepEqual([interrupt.request, interrupt.options.mode], [request, 'kill'])
        callee.send({
          ...{
            kind: 'ERROR',
            requestType: 68,
            request,
            details: {},
            error: 'app.stopped',
            payload: Payload.of([], { at: 7 }),
          },
        })
        const { error, payload: why } = await caller.next('ERROR')
        assert.deepEqual([error, { ...why.values().kwargs }], ['app.stopped', { at: 7 }])
        for (const client of [callee, caller]) client.end()
      })

      test('publisher and caller are shown where they ask for it, by session, authid and role', async () => {
        const [one, other] = [await subscribed('shown'), await registered('shown.to')]
        const { client: asking, session: id, authid: own } = await identified()
        asking.send(publish('shown', { disclose_me: true }))
        const { publisher, publisher_authid, publisher_authrole } = (await one.next('EVENT')).details
        assert.deepEqual([publisher, publisher_authid, publisher_authrole], [id, own, 'guest'])
        await asking.next('PUBLISHED')
        asking.send(call('shown.to', { disclose_me: true }, 2))
        const { caller, caller_authid, caller_authrole } = (await other.next('INVOCATION')).details
        assert.deepEqual([caller, caller_authid, caller_authrole], [id, own, 'guest'])
        for (const client of [one, other, asking]) client.end()
      })

      test('a call that its callee refuses reaches the next one with its payload, in whatever serializer', async () => {
        const [one, caller] = [await registered('work', { invoke: 'first' }), await join()]
        const others = ['json', 'msgpack', 'cbor'] as const
        const callees = [one]
        for (const name of others) {
          const callee = await RawClient.connect(running.url, { serializer: name, isBatched: false })
          callee.send({ kind: 'HELLO', realm: 'realm1', details: { roles: ROLES } })
          await callee.next('WELCOME')
          callee.send(register('work', { invoke: 'first' }))
          await callee.next('REGISTERED')
          callees.push(callee)
        }
        const values = { args: ['ä', Uint8Array.of(1, 2), 4_294_967_296], kwargs: { deep: [null, { x: 1.5 }] } }
        caller.send({ ...call('work'), payload: Payload.of(values.args, values.kwargs) })
        for (const callee of callees) {
          const { request, payload: asked } = await callee.next('INVOCATION')
          const { args, kwargs } = asked.values()
          assert.deepEqual([args[0], [...(args[1] as Uint8Array)], args[2]], ['ä', [1, 2], 4_294_967_296])
          assert.equal(JSON.stringify(kwargs), JSON.stringify(values.kwargs))
          const error = 'wamp.error.unavailable'
          callee.send({ kind: 'ERROR', requestType: 68, request, details: {}, error, payload: Payload.empty })
        }
        assert.equal((await caller.next('ERROR')).error, 'wamp.error.no_available_callee')
        for (const client of [...callees, caller]) client.end()
      })

      test('a procedure that is taken over by force, and a subscription that is removed, are revoked with the reason', async () => {
        const [old, subscriber] = [await registered('taken'), await join()]
        const young = await registered('taken', { force_reregister: true })
        const { request, details } = await old.next('UNREGISTERED')
        assert.deepEqual([request, details.reason], [0, 'wamp.error.unregistered'])
        assert.equal(typeof details.registration, 'number')
        subscriber.send(subscribe('removed'))
        const { subscription } = await subscriber.next('SUBSCRIBED')
        young.send({ ...call('wamp.subscription.list_subscribers'), payload: Payload.of([subscription]) })
        const [[session]] = (await young.next('RESULT')).payload.values().args as readonly [readonly number[]]
        const asked = Payload.of([subscription, session], { reason: 'app.moved' })
        young.send({ ...call('wamp.subscription.remove_subscriber', {}, 2), payload: asked })
        const revoked = await subscriber.next('UNSUBSCRIBED')
        assert.deepEqual([revoked.request, { ...revoked.details }], [0, { subscription, reason: 'app.moved' }])
        for (const client of [old, young, subscriber]) client.end()
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
        caller.send({ ...call('sealed', marks, 2), payload: sealed })
        const { request: again } = await callee.next('INVOCATION')
        callee.send({
          ...{ kind: 'ERROR', requestType: 68, request: again, details: marks, error: 'app.no', payload: sealed },
        })
        const error = await caller.next('ERROR')
        assert.deepEqual([error.error, { ...error.details }], ['app.no', marks])
        assert.deepEqual([...(error.payload.values().args[0] as Uint8Array)], [1, 2, 3])
        caller.send(publish('sealed', { ...marks, retain: true }, sealed))
        const event = await subscriber.next('EVENT')
        assert.deepEqual({ ...event.details }, marks)
        assert.deepEqual([...(event.payload.values().args[0] as Uint8Array)], [1, 2, 3])
        for (const client of [callee, caller, subscriber]) client.end()
      })
    })
