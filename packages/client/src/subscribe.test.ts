import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERROR } from './index.ts'
import type { Client, EventHandler, Subscription } from './index.ts'
import { error, event, settled, TestRouter } from './test-router.ts'
import type { TestConnection } from './test-router.ts'

/** Subscribes, and lets the router grant it under this id. */
async function subscribed(
  { client, connection }: { client: Client; connection: TestConnection },
  handler: EventHandler = () => {},
  id = 9,
): Promise<Subscription> {
  const subscription = client.subscribe('chat', handler)
  const { request } = connection.take('SUBSCRIBE')
  await connection.say({ kind: 'SUBSCRIBED', request, subscription: id })
  return subscription
}

test('a handler gets args, kwargs and details; the first event may follow the answer at once', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const heard: unknown[] = []
  const done = client.subscribe('chat', (args, _kwargs, details) => heard.push([...args, details.topic]), {
    match: 'prefix',
    getRetained: true,
  })
  const { request, options } = connection.take('SUBSCRIBE')
  assert.deepEqual({ ...options }, { match: 'prefix', get_retained: true })
  await connection.say({ kind: 'SUBSCRIBED', request, subscription: 9 }, event(9, ['hi'], { topic: 'chat.room' }))
  assert.equal((await done).id, 9)
  assert.deepEqual(heard, [['hi', 'chat.room']])
})

test('a handler that throws is reported; the others and the client go on', async () => {
  const router = new TestRouter()
  const opened = await router.welcomed()
  const heard: unknown[] = []
  await subscribed(opened, () => {
    throw new Error('at once')
  })
  await subscribed(opened, () => Promise.reject(new Error('later')))
  await subscribed(opened, ([text]) => heard.push(text))
  await opened.connection.say(event(9, ['hi']))
  assert.deepEqual(router.environment.reported.map(String), ['Error: at once', 'Error: later'])
  assert.deepEqual(heard, ['hi'])
})

test('only the last of several handlers of one topic ends the subscription', async () => {
  const opened = await new TestRouter().welcomed()
  const { connection } = opened
  const [one, two] = [await subscribed(opened), await subscribed(opened)]
  await one.unsubscribe()
  assert.equal(connection.sent.length, 0)
  const left = two.unsubscribe()
  const { request, subscription } = connection.take('UNSUBSCRIBE')
  assert.equal(subscription, 9)
  await connection.say({ kind: 'UNSUBSCRIBED', request, details: {} })
  await left
  assert.deepEqual(await two.ended, { reason: 'left', message: 'by this program' })
})

test('leaving a topic does not undo a SUBSCRIBE to it that is on its way', async () => {
  const opened = await new TestRouter().welcomed()
  const { client, connection } = opened
  const one = await subscribed(opened)
  const heard: unknown[] = []
  const two = client.subscribe('chat', ([text]) => heard.push(text))
  await one.unsubscribe()
  const { request } = connection.take('SUBSCRIBE')
  assert.equal(connection.sent.length, 0)
  await connection.say({ kind: 'SUBSCRIBED', request, subscription: 9 }, event(9, ['hi']))
  await two
  assert.deepEqual(heard, ['hi'])
})

test('after a loss subscriptions are restored under new ids, also those that were not granted yet', async () => {
  const router = new TestRouter()
  const opened = await router.welcomed()
  const heard: unknown[] = []
  const one = await subscribed(opened, ([text]) => heard.push(text))
  const two = opened.client.subscribe('news', () => {})
  const connection = await router.reconnected()
  assert.equal(one.id, 0)
  const [first, second] = [connection.take('SUBSCRIBE'), connection.take('SUBSCRIBE')]
  assert.deepEqual([first.topic, second.topic], ['chat', 'news'])
  await connection.say(
    { kind: 'SUBSCRIBED', request: first.request, subscription: 20 },
    { kind: 'SUBSCRIBED', request: second.request, subscription: 21 },
    event(20, ['again']),
  )
  assert.equal((await two).id, 21)
  assert.equal(one.id, 20)
  assert.deepEqual(heard, ['again'])
  assert.deepEqual(router.statuses.at(-1)?.state, 'restored')
})

test('a request that the router cannot read rejects with what is wrong, and is not asked for again', async () => {
  const router = new TestRouter()
  const opened = await router.welcomed()
  const one = await subscribed(opened)
  const wrong = assert.rejects(
    opened.client.subscribe('news', () => {}, { getRetained: true }),
    {
      uri: 'wamp.error.protocol_violation',
      message: 'subscribe news: SUBSCRIBE.Options.get_retained …',
    },
  )
  opened.connection.take('SUBSCRIBE')
  await opened.connection.abort('wamp.error.protocol_violation', { message: 'SUBSCRIBE.Options.get_retained …' })
  await wrong
  const connection = await router.reconnected()
  const { request } = connection.take('SUBSCRIBE')
  await connection.say({ kind: 'SUBSCRIBED', request, subscription: 20 })
  assert.deepEqual([one.id, connection.sent.length], [20, 0])
})

test('what the router does not grant again is over, its owner is told, and so is the status', async () => {
  const router = new TestRouter()
  const opened = await router.welcomed()
  const one = await subscribed(opened)
  const connection = await router.reconnected()
  const { request } = connection.take('SUBSCRIBE')
  await connection.say(error(32, request, 'wamp.error.not_authorized', ['not any more']))
  assert.deepEqual(await one.ended, { reason: 'wamp.error.not_authorized', message: 'not any more' })
  const last = router.statuses.at(-1)
  assert.deepEqual(last?.state === 'restored' && last.lost, [one])
})

test('a subscription that the router revokes is over, and is not asked for again', async () => {
  const router = new TestRouter()
  const opened = await router.welcomed()
  const one = await subscribed(opened)
  await opened.connection.say({
    kind: 'UNSUBSCRIBED',
    request: 0,
    details: { subscription: 9, reason: 'wamp.authentication.lost' },
  })
  assert.equal((await one.ended).reason, 'wamp.authentication.lost')
  await one.unsubscribe()
  assert.equal(opened.connection.sent.length, 0)
  const connection = await router.reconnected()
  assert.equal(connection.sent.length, 0)
})

test('a refused subscription rejects with the error of the router', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const refused = assert.rejects(
    client.subscribe('chat', () => {}),
    { uri: 'wamp.error.not_authorized', args: ['no', 1] },
  )
  await connection.say(error(32, 1, 'wamp.error.not_authorized', ['no', 1]))
  await refused
})

test('leaving the block of `await using` unsubscribes', async () => {
  const opened = await new TestRouter().welcomed()
  const { connection } = opened
  const answer = async (): Promise<void> => {
    await settled()
    const { request } = connection.take('UNSUBSCRIBE')
    await connection.say({ kind: 'UNSUBSCRIBED', request, details: {} })
  }
  let answered = Promise.resolve()
  {
    await using one = await subscribed(opened)
    assert.equal(one.topic, 'chat')
    answered = answer()
  }
  await answered
  {
    using two = await subscribed(opened)
    assert.equal(two.id, 9)
  }
  connection.take('UNSUBSCRIBE')
})

test('events are read with for await, and leaving the loop unsubscribes', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const events = client.events<[string]>('chat')
  const { request } = connection.take('SUBSCRIBE')
  await connection.say({ kind: 'SUBSCRIBED', request, subscription: 9 }, event(9, ['a']), event(9, ['b']))
  const heard: string[] = []
  for await (const { args } of events) {
    heard.push(args[0])
    if (heard.length === 2) break
  }
  assert.deepEqual(heard, ['a', 'b'])
  await settled()
  connection.take('UNSUBSCRIBE')
})

test('reading events ends with an error when the subscription is refused, revoked, or read too slowly', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const refused = client.events('chat')
  await connection.say(error(32, connection.take('SUBSCRIBE').request, 'wamp.error.not_authorized'))
  await assert.rejects(refused.next(), { uri: 'wamp.error.not_authorized' })

  const slow = client.events('chat', { bufferLimit: 1 })
  const { request } = connection.take('SUBSCRIBE')
  await connection.say({ kind: 'SUBSCRIBED', request, subscription: 9 }, event(9, ['a']), event(9, ['b']))
  assert.deepEqual((await slow.next()).value?.args, ['a'])
  await assert.rejects(slow.next(), { uri: ERROR.overflow })
  assert.equal((await slow.next()).done, true)
  await settled()
  connection.take('UNSUBSCRIBE')
})

test('what cannot be written rejects, and harms nothing', async () => {
  const opened = await new TestRouter().welcomed()
  const cycle: Record<string, unknown> = {}
  cycle['x_cycle'] = cycle
  await assert.rejects(
    opened.client.subscribe('chat', () => {}, cycle),
    { uri: 'wamp.error.runtime_error' },
  )
  const one = await subscribed(opened)
  assert.equal(one.id, 9)
})

test('reading events ends without an error when the program leaves', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const events = client.events('chat')
  await connection.say({ kind: 'SUBSCRIBED', request: connection.take('SUBSCRIBE').request, subscription: 9 })
  const next = events.next()
  const closed = client.close()
  await connection.say({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.goodbye_and_out' })
  await closed
  assert.equal((await next).done, true)
})
