import assert from 'node:assert/strict'
import { test } from 'node:test'
import { error, TestRouter } from './test-router.ts'

const NOBODYS = 2 ** 53

test('after 30 s of silence the router is asked something; an ERROR is life too', async () => {
  const router = new TestRouter()
  const { client, connection } = await router.welcomed()
  await router.environment.advance(29_999)
  assert.equal(connection.sent.length, 0)
  await router.environment.advance(1)
  const { subscription, request } = connection.take('UNSUBSCRIBE')
  assert.equal(subscription, NOBODYS)
  await connection.say(error(34, request, 'wamp.error.no_such_subscription'))
  await router.environment.advance(29_000)
  assert.equal(client.status.state, 'connected')
  assert.equal(router.connections.length, 1)
})

test('a router that does not answer within 10 s is left', async () => {
  const router = new TestRouter()
  const { client, connection } = await router.welcomed()
  await router.environment.advance(40_000)
  assert.equal(connection.isClosed, true)
  assert.equal(client.status.state, 'reconnecting')
})

test('whatever arrives is a sign of life, and nothing is asked', async () => {
  const router = new TestRouter()
  const { client, connection } = await router.welcomed()
  const refused = client.call('a').catch(() => {})
  connection.take('CALL')
  await router.environment.advance(20_000)
  await connection.say(error(48, 1, 'wamp.error.no_such_procedure'))
  await refused
  await router.environment.advance(20_000)
  assert.equal(connection.sent.length, 0)
  await router.environment.advance(10_000)
  connection.take('UNSUBSCRIBE')
})

test('a deadline that comes late proves nothing: the router is asked once more', async () => {
  const router = new TestRouter()
  const { client, connection } = await router.welcomed()
  await router.environment.advance(30_000)
  connection.take('UNSUBSCRIBE')
  await router.environment.sleep(3_600_000)
  assert.equal(client.status.state, 'connected')
  const { request } = connection.take('UNSUBSCRIBE')
  await connection.say(error(34, request, 'wamp.error.no_such_subscription'))
  await router.environment.advance(15_000)
  assert.equal(client.status.state, 'connected')
})

test('in a background tab, whose timers come once a minute, a dead connection is still noticed', async () => {
  const router = new TestRouter()
  const { client } = await router.welcomed()
  for (let minute = 0; minute < 4; minute++) await router.environment.sleep(60_000)
  assert.equal(client.status.state, 'reconnecting')
})

test('it can be switched off', async () => {
  const router = new TestRouter()
  const { connection } = await router.welcomed({ liveness: { silenceMs: 0 } })
  await router.environment.advance(1_000_000)
  assert.equal(connection.sent.length, 0)
})
