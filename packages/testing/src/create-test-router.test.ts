import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ticket } from '@wampeter/client'
import type { Client, Status } from '@wampeter/client'
import { cbor } from '@wampeter/client/cbor'
import { createTestRouter } from './index.ts'

/** Fast enough for a test that really waits. */
const SOON = { reconnect: { firstMs: 10 } }

const becomes = (client: Client, state: Status['state']): Promise<Status> =>
  new Promise((resolve) => {
    const stop = client.onStatus((status) => {
      if (status.state !== state) return
      stop()
      resolve(status)
    })
  })

test('clients of one router meet, over any serializer', async () => {
  await using router = createTestRouter()
  const [one, two] = [router.connect(), router.connect({ serializers: [cbor] })]
  await one.register('add', ([a, b]: [number, number]) => a + b)
  assert.equal((await two.call<number>('add', [2, 3])).value, 5)
  const heard = Promise.withResolvers<unknown>()
  await two.subscribe('chat', ([text]) => heard.resolve(text))
  const session = await router.join()
  await session.publish('chat', ['hi'])
  assert.equal(await heard.promise, 'hi')
})

test('they log in as the router asks', async () => {
  const auth = { ticket: { type: 'static', principals: { joe: { ticket: 'secret', role: 'anonymous' } } } } as const
  await using router = createTestRouter({ auth })
  assert.equal((await router.connect({ auth: ticket('joe', 'secret') }).opened()).authid, 'joe')
  await assert.rejects(router.connect({ auth: ticket('joe', 'wrong') }).opened(), {
    uri: 'wamp.error.authentication_denied',
  })
})

test('a connection that is cut comes back, with its subscriptions and registrations', async () => {
  await using router = createTestRouter()
  const client = router.connect(SOON)
  const heard: unknown[] = []
  await client.subscribe('chat', ([text]) => heard.push(text))
  await client.register('echo', ([text]) => text)
  const { id } = await client.opened()
  const restored = becomes(client, 'restored')
  router.wire.cut()
  const status = await restored
  assert.deepEqual(status.state === 'restored' && status.lost, [])
  assert.notEqual(client.session?.id, id)
  const other = router.connect()
  await other.publish('chat', ['again'], { acknowledge: true })
  assert.equal((await other.call('echo', ['hi'])).value, 'hi')
  assert.deepEqual(heard, ['again'])
})

test('a frozen connection is noticed, and its procedure restored although the router still has the old one', async () => {
  await using router = createTestRouter()
  const client = router.connect({ ...SOON, liveness: { silenceMs: 50, answerMs: 50 } })
  const registration = await client.register('echo', ([text]) => text)
  const first = registration.id
  const { wire } = router
  const restored = becomes(client, 'restored')
  wire.freeze()
  await restored
  assert.equal(wire.isOpen, false)
  assert.notEqual(registration.id, first)
})

test('frames can be delayed, and keep their order', async () => {
  await using router = createTestRouter()
  const client = router.connect()
  await client.opened()
  await client.register('echo', ([text]) => text)
  const start = performance.now()
  router.wire.delay(30)
  const slow = client.call('echo', [1])
  router.wire.delay(0)
  const fast = client.call('echo', [2])
  assert.deepEqual(
    (await Promise.all([slow, fast])).map(({ value }) => value),
    [1, 2],
  )
  assert.ok(performance.now() - start >= 29)
})

test('frames can be dropped', async () => {
  await using router = createTestRouter()
  const client = router.connect()
  await client.opened()
  router.wire.drop((direction, frame) => direction === 'to router' && String(frame).includes('secret'))
  await assert.rejects(client.call('secret', [], { timeoutMs: 20 }), { uri: 'wamp.error.timeout' })
  await assert.rejects(client.call('open'), { uri: 'wamp.error.no_such_procedure' })
})

test('a router that is down cannot be reached, until it is up again', async () => {
  await using router = createTestRouter()
  router.isDown = true
  const client = router.connect(SOON)
  await becomes(client, 'reconnecting')
  router.isDown = false
  await client.opened()
})

test('a router that stops says goodbye', async () => {
  const router = createTestRouter()
  const client = router.connect()
  await client.opened()
  const left = becomes(client, 'reconnecting')
  await router.stop()
  const status = await left
  assert.equal(status.state === 'reconnecting' && status.reason, 'wamp.close.system_shutdown')
  await client.close()
})

test('what the close of a session in this process interrupts needs no handler', async () => {
  await using router = createTestRouter()
  const session = await router.join()
  await session.register('hang', () => new Promise(() => {}))
  void session.call('hang')
  void session.publish('chat', [], { acknowledge: true })
  const waiting = assert.rejects(session.call('hang'), { message: /^call hang: the session has ended/ })
  await session.close()
  await waiting
  await assert.rejects(session.call('hang'), { uri: 'wamp.close.normal' })
})
