/** Bad input and crossing messages, in every serializer and framing: each is answered, and no other session notices. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import type { Dict, Message, SerializerName } from '@wampeter/protocol'
import { RawClient } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'
import type { RunningRouter } from '../support/router.ts'

const payload = Payload.of(['x'])
const call = (request: number, procedure: string, args: readonly unknown[] = []): Message => ({
  ...{ kind: 'CALL', request, options: {}, procedure, payload: Payload.of(args) },
})
const subscribe = (request: number, topic: string): Message => ({ kind: 'SUBSCRIBE', request, options: {}, topic })

/** Options of a wrong type: their type is not what the messages say, and the serializers write them all the same. */
const WRONG: readonly (readonly [kind: 'PUBLISH' | 'SUBSCRIBE' | 'CALL' | 'REGISTER' | 'CANCEL' | 'YIELD', Dict])[] = [
  ['PUBLISH', { acknowledge: 'yes' }],
  ['PUBLISH', { exclude_me: 1 }],
  ['PUBLISH', { exclude: ['a'] }],
  ['PUBLISH', { eligible: 7 }],
  ['PUBLISH', { eligible_authid: [7] }],
  ['PUBLISH', { retain: {} }],
  ['PUBLISH', { ppt_scheme: 5 }],
  ['SUBSCRIBE', { match: 7 }],
  ['SUBSCRIBE', { get_retained: 'true' }],
  ['CALL', { timeout: -1 }],
  ['CALL', { timeout: 1.5 }],
  ['CALL', { receive_progress: 1 }],
  ['REGISTER', { invoke: true }],
  ['REGISTER', { concurrency: '2' }],
  ['REGISTER', { force_reregister: [] }],
  ['CANCEL', { mode: 1 }],
  ['YIELD', { progress: 'x' }],
]

function messageWith(kind: (typeof WRONG)[number][0], options: Dict): Message {
  const carries = kind === 'PUBLISH' || kind === 'CALL' || kind === 'YIELD'
  const rest = { topic: 'a', procedure: 'a', ...(carries && { payload }) }
  return { kind, request: 1, options, ...rest } as unknown as Message
}

for (const serializer of ['json', 'msgpack', 'cbor'] as const satisfies readonly SerializerName[])
  for (const isBatched of [false, true])
    describe(`${serializer}, ${isBatched ? 'batched' : 'plain'}`, () => {
      let running: RunningRouter
      let witness: RawClient
      before(async () => {
        running = await startRouter()
        witness = await join()
      })
      after(async () => {
        witness.end()
        await running[Symbol.asyncDispose]()
      })
      const join = () => RawClient.join(running.url, { serializer, isBatched })
      let asked = 0
      const noticesNothing = async (): Promise<void> => {
        witness.send(call(++asked, 'wamp.session.count'))
        await witness.next('RESULT')
      }

      test('a known option of a wrong type ends its session, and null counts as absent', async () => {
        for (const [kind, options] of WRONG) {
          const client = await join()
          client.send(messageWith(kind, options))
          const { reason, details } = await client.next('ABORT')
          assert.equal(reason, 'wamp.error.protocol_violation', JSON.stringify(options))
          assert.match(
            String(details['message']),
            new RegExp(`^${kind}\\.Options\\.${Object.keys(options)[0]} must be `),
          )
          await client.closed
        }
        await noticesNothing()
        const client = await join()
        client.send(messageWith('SUBSCRIBE', { match: null, get_retained: null }))
        await client.next('SUBSCRIBED')
        client.send(messageWith('PUBLISH', { acknowledge: true, exclude: null, retain: null }))
        await client.next('PUBLISHED')
        client.end()
      })

      test('an eligible list of 100,000 sessions is refused as a whole, and its session stays', async () => {
        const client = await join()
        const eligible = Array.from({ length: 100_000 }, (_, index) => index + 1)
        client.send(messageWith('PUBLISH', { acknowledge: true, eligible }))
        assert.equal((await client.next('ERROR')).error, 'wampeter.error.limit_exceeded')
        client.send(messageWith('PUBLISH', { acknowledge: true, eligible: eligible.slice(0, 10_000) }))
        await client.next('PUBLISHED')
        await noticesNothing()
        client.end()
      })

      test('a text that begins with U+0000 is refused before another session could get it as bytes', async () => {
        const [client, rude, listener] = [await join(), await join(), await RawClient.join(running.url)]
        listener.send({ kind: 'SUBSCRIBE', request: 1, options: { match: 'prefix' }, topic: '' })
        await listener.next('SUBSCRIBED')
        const odd = {
          kind: 'PUBLISH',
          request: 1,
          options: { acknowledge: true },
          topic: '\u0000AAAA',
          payload,
        } as const
        client.send(odd)
        assert.equal((await client.next('ERROR')).error, 'wamp.error.invalid_uri')
        rude.send(messageWith('PUBLISH', { ppt_cipher: '\u0000AAAA' }))
        assert.equal((await rude.next('ABORT')).reason, 'wamp.error.protocol_violation')
        client.send(messageWith('PUBLISH', { acknowledge: true }))
        await client.next('PUBLISHED')
        while ((await listener.next('EVENT')).details.topic !== 'a');
        for (const each of [client, listener]) each.end()
      })

      test('options of what is not offered are ignored and not passed on, and so are EVENT_RECEIVED and unknown options', async () => {
        const [client, peer] = [await join(), await join()]
        const forwarded = [{ session: 7, authid: 'x', authrole: 'y' }]
        const odd = { nkey: 'a', rkey: 'a', runmode: 'partition', forward_for: forwarded, trustlevel: 3, _mine: [1] }
        peer.send({ kind: 'SUBSCRIBE', request: 1, options: odd, topic: 'odd' })
        await peer.next('SUBSCRIBED')
        peer.send({ kind: 'REGISTER', request: 2, options: odd, procedure: 'odd' })
        await peer.next('REGISTERED')
        client.send({ kind: 'PUBLISH', request: 1, options: odd, topic: 'odd', payload })
        const { details, publication } = await peer.next('EVENT')
        assert.deepEqual({ ...details }, {})
        peer.send({ kind: 'EVENT_RECEIVED', publication }, { kind: 'EVENT_RECEIVED', publication: 1 })
        client.send({ kind: 'CALL', request: 2, options: odd, procedure: 'odd', payload })
        const invocation = await peer.next('INVOCATION')
        assert.deepEqual({ ...invocation.details }, {})
        peer.send({ kind: 'YIELD', request: invocation.request, options: odd, payload })
        assert.deepEqual({ ...(await client.next('RESULT')).details }, {})
        for (const each of [client, peer]) each.end()
      })

      test('GOODBYEs that cross are each other’s answer, and nothing follows, not even a result that was pending', async () => {
        const [callee, leaver] = [await join(), await join()]
        callee.send({ kind: 'REGISTER', request: 1, options: {}, procedure: 'slow' })
        await callee.next('REGISTERED')
        leaver.send(call(1, 'wamp.session.list'), call(2, 'slow'))
        const { payload: listed } = await leaver.next('RESULT')
        const { request } = await callee.next('INVOCATION')
        const ids = listed.values().args[0] as readonly number[]
        witness.send(call(++asked, 'wamp.session.kill', [ids.at(-1)]))
        leaver.send({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.normal' })
        await witness.next('RESULT')
        await leaver.next('GOODBYE')
        callee.send({ kind: 'YIELD', request, options: {}, payload })
        callee.send(call(2, 'wamp.session.count'))
        await callee.next('RESULT')
        leaver.send({ kind: 'HELLO', realm: 'realm1', details: { roles: { caller: {} } } })
        const next = await Promise.race([leaver.closed, leaver.next('WELCOME')])
        assert.ok('code' in next || next.kind === 'WELCOME')
        for (const client of [callee, leaver]) client.end()
      })

      test('after a lost connection its testament and on_leave are published once', async () => {
        const [lost, listener] = [await join(), await join()]
        listener.send(subscribe(1, 'gone'), subscribe(2, 'wamp.session.on_leave'), subscribe(3, 'end'))
        for (let count = 0; count < 3; count++) await listener.next('SUBSCRIBED')
        lost.send(call(1, 'wamp.session.add_testament', ['gone', ['last words'], {}]))
        await lost.next('RESULT')
        lost.end()
        assert.deepEqual((await listener.next('EVENT')).payload.values().args, ['last words'])
        assert.equal((await listener.next('EVENT')).payload.values().args.length, 3)
        witness.send(messageWith('PUBLISH', {}))
        witness.send({ kind: 'PUBLISH', request: ++asked, options: {}, topic: 'end', payload: Payload.of(['end']) })
        assert.deepEqual((await listener.next('EVENT')).payload.values().args, ['end'])
        listener.end()
      })
    })
