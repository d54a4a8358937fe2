/**
 * Sessions whose requests wait for an authorizer, over real sockets: the traffic of other sessions meanwhile, and the
 * ends of waiting sessions.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { connect } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { Payload } from '@wampeter/protocol'
import { createRouter } from '@wampeter/router'
import { RawClient } from '../support/raw-client.ts'

const EVERYTHING = [{ uri: '*', allow: { call: true, register: true, publish: true, subscribe: true } }]
const path = (role: string) => ({ type: 'websocket', auth: { anonymous: { type: 'static', role } } }) as const

type Judge = (uri: string, action: string, worker: Client) => unknown

/** A realm where few requests may wait, and `judge` is the authorizer. */
async function setUp(judge: Judge) {
  const router = createRouter({
    version: 2,
    workers: [
      {
        type: 'router',
        realms: [
          {
            name: 'realm1',
            limits: { parked_per_session: 4 },
            roles: [
              { name: 'worker', permissions: EVERYTHING },
              { name: 'asked', authorizer: 'app.may' },
            ],
          },
        ],
        transports: [
          {
            type: 'web',
            endpoint: { type: 'tcp', port: 0, interface: '127.0.0.1' },
            paths: { ws: path('asked'), workers: path('worker') },
          },
        ],
      },
    ],
  })
  const [opened] = await router.start()
  const base = `ws://127.0.0.1:${opened?.port}`
  const worker = connect(`${base}/workers`, { realm: 'realm1' })
  await worker.register('app.may', ([, uri, action]: [unknown, string, string]) => judge(uri, action, worker))
  const alice = await RawClient.connect(`${base}/ws`)
  alice.send({
    kind: 'HELLO',
    realm: 'realm1',
    details: { roles: { publisher: {}, subscriber: {}, caller: {}, callee: {} } },
  })
  const { session } = await alice.next('WELCOME')
  return {
    worker,
    alice,
    session,
    async [Symbol.asyncDispose]() {
      alice.end()
      await worker.close()
      await router.stop()
    },
  }
}

const publish = (request: number, topic: string) =>
  ({ kind: 'PUBLISH', request, options: {}, topic, payload: Payload.of([request]) }) as const

test('requests far beyond the limit wait in the socket, and are handled in order', async () => {
  await using made = await setUp(() => new Promise((resolve) => setTimeout(resolve, 1, true)))
  const { worker, alice } = made
  const COUNT = 3_000
  const heard: unknown[] = []
  const all = Promise.withResolvers<void>()
  await worker.subscribe('chat', ([number]) => heard.push(number) === COUNT && all.resolve())
  const numbers = Array.from({ length: COUNT }, (_, at) => at + 1)
  alice.send(...numbers.map((number) => publish(number, 'chat')))
  await all.promise
  assert.deepEqual(heard, numbers)
})

test('an authorizer may call the very session that waits for it', async () => {
  await using made = await setUp((uri, _action, worker) => uri !== 'chat' || worker.call('alice.confirms'))
  const { alice } = made
  alice.send({ kind: 'REGISTER', request: 1, options: {}, procedure: 'alice.confirms' })
  await alice.next('REGISTERED')
  alice.send({ kind: 'SUBSCRIBE', request: 2, options: {}, topic: 'chat' })
  const { request } = await alice.next('INVOCATION')
  alice.send({ kind: 'YIELD', request, options: {}, payload: Payload.of([true]) })
  await alice.next('SUBSCRIBED')
})

for (const [how, end] of [
  ['says goodbye', (alice: RawClient) => alice.send({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.normal' })],
  ['is gone', (alice: RawClient) => alice.end()],
] as const) {
  test(`requests that wait are dropped when their session ${how}, and others learn that it left`, async () => {
    const release = Promise.withResolvers<boolean>()
    await using made = await setUp((uri) => (uri === 'chat' ? release.promise : true))
    const { worker, alice, session } = made
    const left = Promise.withResolvers<unknown>()
    const heard: unknown[] = []
    await worker.subscribe('wamp.session.on_leave', ([id]) => left.resolve(id))
    await worker.subscribe('chat', ([number]) => heard.push(number))
    alice.send(publish(1, 'chat'), publish(2, 'chat'))
    end(alice)
    assert.equal(await left.promise, session)
    release.resolve(true)
    await worker.call('wamp.session.count')
    assert.deepEqual(heard, [])
  })
}

test('a session that is paused because too many requests wait can be killed, and its connection ends', async () => {
  const asked = Promise.withResolvers<void>()
  let count = 0
  await using made = await setUp((uri) => {
    if (uri !== 'chat') return true
    if (++count === 4) asked.resolve()
    return new Promise(() => {})
  })
  const { worker, alice, session } = made
  alice.send(...[1, 2, 3, 4, 5, 6].map((number) => publish(number, 'chat')))
  await asked.promise
  await worker.call('wamp.session.kill', [session])
  assert.equal((await alice.next('GOODBYE')).reason, 'wamp.close.killed')
  alice.send({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.goodbye_and_out' })
  assert.equal((await alice.closed).code, 1000)
})

test('while a session is not read, another one of the same role is judged and served', async () => {
  const asked = Promise.withResolvers<void>()
  let count = 0
  await using made = await setUp((uri) => {
    if (uri !== 'slow') return true
    if (++count === 4) asked.resolve()
    return new Promise(() => {})
  })
  const { worker, alice } = made
  alice.send(...[1, 2, 3, 4, 5].map((number) => publish(number, 'slow')))
  await asked.promise
  const heard = Promise.withResolvers<unknown>()
  await worker.subscribe('chat', ([text]) => heard.resolve(text))
  await using bob = connect(alice.ws.url, { realm: 'realm1' })
  await bob.publish('chat', ['hi'], { acknowledge: true })
  assert.equal(await heard.promise, 'hi')
  const closed = once(alice.ws, 'close')
  alice.end()
  await closed
})
