import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { EMPTY_DICT, Payload } from '@wampeter/protocol'
import type { RouterMessage } from '@wampeter/protocol'
import { cryptosign } from './auth/cryptosign.ts'
import { scram } from './auth/scram.ts'
import { anonymous } from './auth/anonymous.ts'
import { systemEnvironment } from './environment.ts'
import { settled, TestRouter, WELCOME } from './test-router.ts'

const welcome: RouterMessage = { kind: 'WELCOME', session: 1, details: WELCOME }

async function opening(options: Parameters<TestRouter['connect']>[0] = {}) {
  const router = new TestRouter()
  const client = router.connect(options)
  await router.environment.advance(0)
  await router.last.open()
  router.last.take('HELLO')
  return { router, client, connection: router.last }
}

test('a client that is thrown out as soon as it is welcomed stays out, also when both come at once', async () => {
  const { router, client, connection } = await opening()
  await connection.say(welcome, { kind: 'GOODBYE', details: EMPTY_DICT, reason: 'wamp.close.killed' })
  assert.equal(connection.take('GOODBYE').reason, 'wamp.close.goodbye_and_out')
  assert.deepEqual(router.states, ['connecting', 'connected', 'refused'])
  assert.equal(client.status.state === 'refused' && client.status.canRetry, true)
})

test('an ABORT that comes at once with WELCOME ends a session, and is no refusal', async () => {
  const { router, connection } = await opening()
  const reason = 'wamp.error.protocol_violation'
  await connection.say(welcome, { kind: 'ABORT', details: EMPTY_DICT, reason, payload: Payload.empty })
  assert.deepEqual(router.states, ['connecting', 'connected', 'reconnecting'])
})

test('a second WELCOME opens nothing, and is a violation', async () => {
  const { router, connection } = await opening()
  await connection.say(welcome, { ...welcome, session: 2 })
  assert.equal(connection.take('ABORT').reason, 'wamp.error.protocol_violation')
  assert.deepEqual(router.states, ['connecting', 'connected', 'reconnecting'])
})

test('what follows WELCOME waits until the router has proved itself', async () => {
  const proved = Promise.withResolvers<void>()
  const auth = { ...anonymous(), welcome: () => proved.promise }
  const { router, connection } = await opening({ auth })
  await connection.say(welcome, { kind: 'GOODBYE', details: EMPTY_DICT, reason: 'wamp.close.killed' })
  assert.deepEqual(router.states, ['connecting'])
  proved.resolve()
  await settled()
  assert.deepEqual(router.states, ['connecting', 'connected', 'refused'])
})

const SEED = '4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510'

test('a router that should prove itself does not get around it by asking for nothing', async () => {
  for (const auth of [scram('joe', 'secret'), cryptosign(SEED, { routerKey: 'ff'.repeat(32) })]) {
    const { client, connection } = await opening({ auth })
    await connection.say(welcome)
    assert.equal(connection.take('ABORT').reason, 'wamp.error.cannot_authenticate')
    assert.equal(client.status.state, 'refused')
  }
  const { client, connection } = await opening({ auth: [scram('joe', 'secret'), anonymous()] })
  await connection.say(welcome)
  assert.equal(client.status.state, 'connected')
})

test('a client that is closed by its own listener takes no more requests', async () => {
  const router = new TestRouter()
  const client = router.connect({ onStatus: ({ state }) => state === 'connected' && void client.close() })
  await router.environment.advance(0)
  await router.last.welcome()
  await assert.rejects(client.call('anything'), { uri: 'wamp.close.normal' })
  router.last.take('GOODBYE')
  assert.equal(router.last.sent.length, 0)
})

test('a time beyond what timers can count is a long time, not none', () => {
  const timer = mock.method(globalThis, 'setTimeout', () => 0)
  try {
    for (const ms of [1e13, Infinity]) systemEnvironment.after(ms, () => {})
    assert.deepEqual(
      timer.mock.calls.map(({ arguments: given }) => (given as unknown[])[1]),
      [2 ** 31 - 1, 2 ** 31 - 1],
    )
  } finally {
    timer.mock.restore()
  }
})

test('a timeout without end is none, also to the router', async () => {
  const { client, connection } = await opening()
  await connection.say(welcome)
  const call = client.call('slow', [], { timeoutMs: Infinity })
  const { request, options } = connection.take('CALL')
  assert.deepEqual({ ...options }, {})
  await connection.say({ kind: 'RESULT', request, details: EMPTY_DICT, payload: Payload.of([1]) })
  assert.equal((await call).value, 1)
})
