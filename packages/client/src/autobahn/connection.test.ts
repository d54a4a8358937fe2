import assert from 'node:assert/strict'
import { test } from 'node:test'
import { error, event, invocation, result, settled } from '../test-router.ts'
import * as autobahn from './index.ts'
import { opened, setUp } from './test-page.ts'

test('subscribe gives args, kwargs and details as plain objects', async () => {
  const { session, router } = await opened()
  const heard: unknown[] = []
  const subscribed = session.subscribe('chat', (args, kwargs, details) => heard.push([args, kwargs, details.topic]))
  await router.say({ kind: 'SUBSCRIBED', request: router.take('SUBSCRIBE').request, subscription: 9 })
  const subscription = await subscribed
  await router.say(event(9, [{ a: 1 }]))
  assert.deepEqual(heard, [[[{ a: 1 }], {}, 'chat']])
  assert.deepEqual([subscription.id, subscription.active, session.subscriptions.length], [9, true, 1])
  const left = subscription.unsubscribe()
  await router.say({ kind: 'UNSUBSCRIBED', request: router.take('UNSUBSCRIBE').request, details: {} })
  assert.equal(await left, true)
  assert.equal(subscription.active, false)
  await subscription.on_unsubscribe
})

test('call resolves with the one value, or with a Result, and rejects with an Error', async () => {
  const { session, router } = await opened()
  const calls = [session.call('a', [1]), session.call('b'), session.call('c')]
  await router.say(result(1, [5]), result(2, [1, 2]), result(3, []))
  const [one, two, none] = await Promise.all(calls)
  assert.equal(one, 5)
  assert.ok(two instanceof autobahn.Result)
  assert.deepEqual([two.args, two.kwargs, none], [[1, 2], {}, null])
  const failed = assert.rejects(
    session.call('d'),
    (thrown: autobahn.Error) => thrown instanceof autobahn.Error && thrown.error === 'app.no' && thrown.args[0] === 7,
  )
  await router.say(error(48, 4, 'app.no', [7]))
  await failed
})

test('the third function of then gets the parts of a result', async () => {
  const { session, router } = await opened()
  const parts: unknown[] = []
  const done: Promise<unknown> = (
    session.call('count', [], {}, { receive_progress: true }) as unknown as {
      then(ok: (value: unknown) => unknown, bad: undefined, part: (part: unknown) => void): Promise<unknown>
    }
  ).then(
    (value) => value,
    undefined,
    (part) => parts.push(part),
  )
  await router.say(result(1, [1], { progress: true }), result(1, [2]))
  assert.equal(await done, 2)
  assert.deepEqual(parts, [1])
})

test('a cancelled call rejects, and its late answer is dropped', async () => {
  const { connection, session, router } = await opened()
  const call = session.call('slow')
  const cancelled = assert.rejects(call, { error: 'Cancelled' })
  call.cancel?.()
  await cancelled
  router.take('CALL')
  router.take('CANCEL')
  await router.say(error(48, 1, 'wamp.error.canceled'))
  assert.equal(connection.isOpen, true)
})

test('publish returns a promise only where it is acknowledged', async () => {
  const { session, router } = await opened()
  assert.equal(session.publish('chat', ['hi'], { a: 1 }), undefined)
  const accepted = session.publish('chat', [], null, { acknowledge: true })
  await router.say({ kind: 'PUBLISHED', request: 2, publication: 77 })
  assert.equal((await accepted)?.id, 77)
  assert.deepEqual(router.take('PUBLISH').payload.values().args, ['hi'])
})

test('options go to the router as they are, whatever it has announced', async () => {
  const { connection, last } = setUp()
  const session = Promise.withResolvers<autobahn.Session>()
  connection.onopen = (given) => session.resolve(given)
  connection.open()
  await last().welcome({ roles: { broker: {}, dealer: {} } })
  const inner = await session.promise
  void inner.publish('chat', [], {}, { exclude_me: false, eligible: [1] })
  assert.deepEqual({ ...last().take('PUBLISH').options }, { exclude_me: false, eligible: [1] })
  void inner.call('work', [], {}, { receive_progress: true })
  assert.deepEqual({ ...last().take('CALL').options }, { receive_progress: true })
})

test('an endpoint returns values, Results, or throws Errors, and sends parts', async () => {
  const { session, router } = await opened()
  const registered = session.register('work', ([what], _kwargs, { progress, procedure }) => {
    if (what === 'result') return new autobahn.Result([1, 2], { three: 3 })
    if (what === 'error') throw new autobahn.Error('app.no', [7])
    progress?.(['half'])
    return procedure
  })
  await router.say({ kind: 'REGISTERED', request: router.take('REGISTER').request, registration: 7 })
  const registration = await registered
  await router.say(invocation(1, ['result']))
  assert.deepEqual(router.take('YIELD').payload.values().args, [1, 2])
  await router.say(invocation(2, ['error']))
  const { error: uri, payload } = router.take('ERROR')
  assert.deepEqual([uri, payload.values().args], ['app.no', [7]])
  await router.say(invocation(3, ['value'], { receive_progress: true }))
  assert.equal(router.take('YIELD').options.progress, true)
  assert.deepEqual(router.take('YIELD').payload.values().args, ['work'])
  const left = registration.unregister()
  await router.say({ kind: 'UNREGISTERED', request: router.take('UNREGISTER').request, details: {} })
  await left
  assert.equal(registration.active, false)
})

test('onchallenge answers with a signature, or with a signature and something extra', async () => {
  const { connection, last } = setUp({
    authmethods: ['ticket', 'wampcra'],
    authid: 'joe',
    onchallenge: (_session, method) => (method === 'ticket' ? 'secret' : Promise.resolve(['signature', { x: 1 }])),
  })
  connection.open()
  await last().open()
  const { details } = last().take('HELLO')
  assert.deepEqual([details.authmethods, details.authid], [['ticket', 'wampcra'], 'joe'])
  await last().say({ kind: 'CHALLENGE', authmethod: 'ticket', extra: {} })
  assert.equal(last().take('AUTHENTICATE').signature, 'secret')
  await last().say({ kind: 'CHALLENGE', authmethod: 'wampcra', extra: {} })
  const { signature, extra } = last().take('AUTHENTICATE')
  assert.deepEqual([signature, extra['x']], ['signature', 1])
})

test('a router that cannot be reached, then is lost, is tried again; delays are seconds and grow', async () => {
  const { connection, closed, environment, connections, last } = setUp()
  connection.open()
  await last().drop()
  assert.deepEqual(closed[0], [
    'unreachable',
    { reason: null, message: null, retry_delay: 1.5, retry_count: 1, will_retry: true },
  ])
  await environment.advance(1500)
  await last().welcome()
  await last().drop()
  assert.equal(closed[1]?.[0], 'lost')
  await environment.advance(1500)
  assert.equal(connections.length, 3)
  assert.equal(connection.isRetrying, false)
})

test('a refusal is told, and not tried again', async () => {
  const { connection, closed, environment, connections, last } = setUp()
  connection.open()
  await last().open()
  await last().abort('wamp.error.no_such_realm', { message: 'no' })
  assert.deepEqual(closed, [
    [
      'closed',
      { reason: 'wamp.error.no_such_realm', message: 'no', retry_delay: null, retry_count: null, will_retry: false },
    ],
  ])
  await environment.advance(1_000_000)
  assert.equal(connections.length, 1)
})

test('onclose can stop the retrying, and so can max_retries', async () => {
  const stopped = setUp()
  stopped.connection.onclose = () => true
  stopped.connection.open()
  await stopped.last().drop()
  await stopped.environment.advance(1_000_000)
  assert.equal(stopped.connections.length, 1)
  const none = setUp({ max_retries: 0 })
  none.connection.open()
  await none.last().drop()
  assert.equal(none.closed[0]?.[1].will_retry, false)
})

test('close says goodbye; what comes after it throws', async () => {
  const { connection, closed, session, router } = await opened()
  assert.equal(connection.isOpen && connection.isConnected && session.isOpen, true)
  connection.close()
  assert.equal(router.take('GOODBYE').reason, 'wamp.close.normal')
  await router.say({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.goodbye_and_out' })
  assert.equal(closed[0]?.[0], 'closed')
  assert.throws(
    () => session.call('a'),
    (thrown) => thrown === 'session not open',
  )
  assert.throws(
    () => connection.close(),
    (thrown) => thrown === 'connection already closed',
  )
})

test('requests that the end of their session leaves without an answer need no handler', async () => {
  for (const end of ['close', 'drop'] as const) {
    const { connection, session, router } = await opened()
    void session.call('a')
    void session.publish('b', [], {}, { acknowledge: true })
    void session.subscribe('c', () => {})
    void session.register('d', () => {})
    const waiting = assert.rejects(session.call('e'), autobahn.Error)
    if (end === 'close') connection.close()
    await router.drop()
    await waiting
  }
})

test('prefixes stand for longer URIs', async () => {
  const { session, router } = await opened()
  session.prefix('app', 'com.example')
  void session.call('app:add').catch(() => {})
  assert.equal(router.take('CALL').procedure, 'com.example.add')
  assert.equal(session.resolve('other:add'), 'other:add')
})

test('a handler that throws is told to on_user_error', async () => {
  const told: unknown[] = []
  const { session, router } = await opened({ on_user_error: (thrown) => told.push(thrown) })
  void session.subscribe('chat', () => {
    throw 'oops'
  })
  await router.say({ kind: 'SUBSCRIBED', request: 1, subscription: 9 }, event(9, []))
  await settled()
  assert.deepEqual(told, ['oops'])
})

test('auth_cra signs and derives at once', () => {
  assert.equal(
    autobahn.auth_cra.derive_key('secret1', 'salt123', 1000, 32),
    '64xfzBvZhGDT7PB0bQwDeI8/WR1M9x6Cw5dt0yP9koc=',
  )
  const challenge =
    '{"authid":"peter","authmethod":"wampcra","authprovider":"static","authrole":"user","nonce":"LHRTC9zeOIrt_9U3","session":3251278072152162,"timestamp":"2014-06-22T16:36:25.448Z"}'
  assert.equal(autobahn.auth_cra.sign('secret1', challenge), 'mfwVFvlYIMjIiUOmsWG1xfyX7VGPGUcVeRozhGBZtds=')
  assert.equal(autobahn.auth_cra.sign('pässwörd', challenge), '9SlG/ANUDErz55O5cV8B8ydMiy1JzoyQHjgdFcjZoq0=')
})
