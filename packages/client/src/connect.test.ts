import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERROR, ticket } from './index.ts'
import { settled, TestRouter } from './test-router.ts'

test('a client says what happens: connecting, connected, reconnecting, connected, restored', async () => {
  const router = new TestRouter()
  const { client, connection } = await router.welcomed()
  assert.equal(client.session?.authid, 'joe')
  await connection.drop()
  assert.equal(client.session, undefined)
  const [, , reconnecting] = router.statuses
  assert.deepEqual(reconnecting, {
    state: 'reconnecting',
    reason: ERROR.connectionLost,
    message: 'cut',
    attempt: 1,
    delayMs: 500,
  })
  await router.environment.advance(500)
  await router.last.welcome()
  assert.deepEqual(router.states, ['connecting', 'connected', 'reconnecting', 'connected', 'restored'])
})

test('HELLO names the realm, the method, the person and what this client can do', async () => {
  const router = new TestRouter()
  router.connect({ auth: [ticket('barry', 'secret')], agent: 'test-1.0' })
  await router.environment.advance(0)
  await router.last.open()
  const { realm, details } = router.last.take('HELLO')
  assert.equal(realm, 'realm1')
  assert.deepEqual(details.authmethods, ['ticket'])
  assert.equal(details.authid, 'barry')
  assert.equal(details.agent, 'test-1.0')
  assert.deepEqual(Object.keys(details.roles), ['publisher', 'subscriber', 'caller', 'callee'])
})

test('a wrong secret is not tried again, and requests that wait fail', async () => {
  const router = new TestRouter()
  const client = router.connect({ auth: ticket('barry', 'wrong') })
  const failed = assert.rejects(client.call('add'), {
    uri: 'wamp.error.authentication_denied',
    message: 'call add: no',
  })
  await router.environment.advance(0)
  await router.last.open()
  router.last.take('HELLO')
  await router.last.say({ kind: 'CHALLENGE', authmethod: 'ticket', extra: {} })
  assert.equal(router.last.take('AUTHENTICATE').signature, 'wrong')
  await router.last.abort('wamp.error.authentication_denied', { message: 'no' })
  await failed
  assert.deepEqual(client.status, {
    state: 'refused',
    reason: 'wamp.error.authentication_denied',
    message: 'no',
    canRetry: false,
  })
  await router.environment.advance(1_000_000)
  assert.equal(router.connections.length, 1)
  await assert.rejects(client.call('add'), { uri: 'wamp.error.authentication_denied' })
})

test('after an unknown reason only the program tries again', async () => {
  const router = new TestRouter()
  const client = router.connect()
  await router.environment.advance(0)
  await router.last.open()
  await router.last.abort('com.example.under_age')
  assert.equal(client.status.state === 'refused' && client.status.canRetry, true)
  client.reconnect()
  await router.last.welcome()
  assert.equal(client.status.state, 'connected')
})

test('a router that asks clients to come back later is obeyed, with some jitter on top', async () => {
  const router = new TestRouter()
  const client = router.connect()
  await router.environment.advance(0)
  await router.last.open()
  await router.last.abort('com.example.full', { retry_after_ms: 5000 })
  assert.equal(client.status.state === 'reconnecting' && client.status.delayMs, 5500)
  await router.environment.advance(5499)
  assert.equal(router.connections.length, 1)
  await router.environment.advance(1)
  assert.equal(router.connections.length, 2)
})

test('several URLs are tried one after the other', async () => {
  const router = new TestRouter()
  router.connect({}, ['ws://one', 'ws://two'])
  await router.environment.advance(0)
  assert.equal(router.last.target.url, 'ws://one')
  await router.last.drop()
  await router.environment.advance(1000)
  assert.equal(router.last.target.url, 'ws://two')
})

test('a router that accepts and then says nothing is left after the time for it', async () => {
  const router = new TestRouter()
  const client = router.connect()
  await router.environment.advance(0)
  const { last } = router
  await last.open()
  await router.environment.advance(10_000)
  assert.equal(last.isClosed, true)
  assert.equal(client.status.state, 'reconnecting')
})

test('a goodbye of the router is answered, and the client comes back', async () => {
  const router = new TestRouter()
  const { client, connection } = await router.welcomed()
  await connection.say({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.system_shutdown' })
  assert.equal(connection.take('GOODBYE').reason, 'wamp.close.goodbye_and_out')
  assert.equal(client.status.state === 'reconnecting' && client.status.reason, 'wamp.close.system_shutdown')
})

test('a client that was thrown out stays out until the program says otherwise', async () => {
  const router = new TestRouter()
  const { client, connection } = await router.welcomed()
  await connection.say({ kind: 'GOODBYE', details: { message: 'spam' }, reason: 'wamp.close.killed' })
  assert.deepEqual(client.status, { state: 'refused', reason: 'wamp.close.killed', message: 'spam', canRetry: true })
})

test('a reason of the app’s own to end a session counts as much as the protocol’s', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  await connection.say({ kind: 'GOODBYE', details: {}, reason: 'app.banned' })
  assert.equal(client.status.state === 'refused' && client.status.canRetry, true)
})

test('close says goodbye, waits for the answer, and ends everything that waits', async () => {
  const router = new TestRouter()
  const { client, connection } = await router.welcomed()
  const call = client.call('slow')
  const neither = Promise.all([
    assert.rejects(call, { uri: 'wamp.close.normal' }),
    assert.rejects(
      client.subscribe('chat', () => {}),
      { uri: 'wamp.close.normal' },
    ),
  ])
  const closed = client.close()
  assert.deepEqual(
    connection.sent.map(({ kind }) => kind),
    ['CALL', 'SUBSCRIBE', 'GOODBYE'],
  )
  await connection.say({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.goodbye_and_out' })
  await closed
  await neither
  assert.equal(client.status.state, 'closed')
  await assert.rejects(client.publish('chat'), { uri: 'wamp.close.normal' })
  assert.equal(router.environment.pending, 0)
})

test('close does not wait for ever', async () => {
  const router = new TestRouter()
  const { client } = await router.welcomed()
  const closed = client.close()
  await router.environment.advance(2000)
  await closed
})

test('a client that never had a connection can be closed', async () => {
  const router = new TestRouter()
  const client = router.connect()
  const call = client.call('add')
  await client.close()
  await assert.rejects(call, { uri: 'wamp.close.normal' })
  await router.environment.advance(60_000)
  assert.equal(router.connections.length, 0)
})

test('what was asked before the connection opened is sent in order when it opens', async () => {
  const router = new TestRouter()
  const client = router.connect()
  void client.publish('one')
  void client.subscribe('two', () => {}).catch(() => {})
  void client.call('three').catch(() => {})
  await router.environment.advance(0)
  await router.last.welcome()
  assert.deepEqual(
    router.last.sent.map((message) => ('request' in message ? [message.kind, message.request] : [])),
    [
      ['PUBLISH', 1],
      ['SUBSCRIBE', 2],
      ['CALL', 3],
    ],
  )
})

test('the queue is bounded, and what is cancelled leaves it', async () => {
  const router = new TestRouter()
  const client = router.connect({ queueLimit: 1 })
  const abort = new AbortController()
  const first = client.call('a', [], { signal: abort.signal })
  await assert.rejects(client.publish('b'), { uri: ERROR.queueFull })
  abort.abort()
  await assert.rejects(first, { uri: 'wamp.error.canceled' })
  void client.publish('c')
  await router.environment.advance(0)
  await router.last.welcome()
  router.last.take('PUBLISH')
  assert.equal(router.last.sent.length, 0)
})

test('going online again reconnects at once, and asks a router that may be gone', async () => {
  const router = new TestRouter()
  const { connection } = await router.welcomed()
  router.environment.goOnline()
  connection.take('UNSUBSCRIBE')
  await router.environment.advance(2000)
  assert.equal(connection.isClosed, true)
  router.environment.goOnline()
  assert.equal(router.connections.length, 2)
  await router.environment.advance(60_000)
})

for (const [what, text] of [
  ['a message that is none', '{}'],
  ['an unknown code', '[99]'],
  ['a second WELCOME', '[2,1,{}]'],
  ['a CHALLENGE in an open session', '[4,"ticket",{}]'],
  ['what only clients say', '[32,1,{},"a"]'],
  ['an answer to what was never asked', '[50,1,{}]'],
] as const) {
  test(`${what} ends the session with ABORT, and the client comes back`, async () => {
    const router = new TestRouter()
    const { client, connection } = await router.welcomed()
    await connection.sayRaw(text)
    assert.equal(connection.take('ABORT').reason, 'wamp.error.protocol_violation')
    assert.equal(connection.isClosed, true)
    assert.equal(client.status.state, 'reconnecting')
  })
}

test('an event before WELCOME, and a challenge for a method that was not offered, are violations', async () => {
  for (const text of ['[36,1,1,{}]', '[4,"ticket",{}]']) {
    const router = new TestRouter()
    router.connect()
    await router.environment.advance(0)
    await router.last.open()
    router.last.take('HELLO')
    await router.last.sayRaw(text)
    assert.equal(router.last.take('ABORT').reason, 'wamp.error.protocol_violation')
  }
})

test('an answer that fails ends the login with the reason, and is not tried again', async () => {
  const router = new TestRouter()
  const challenge = (): string => {
    throw new Error('no key at hand')
  }
  const client = router.connect({ auth: { method: 'x_mine', challenge } })
  await router.environment.advance(0)
  await router.last.open()
  router.last.take('HELLO')
  await router.last.say({ kind: 'CHALLENGE', authmethod: 'x_mine', extra: {} })
  assert.equal(router.last.take('ABORT').reason, 'wamp.error.cannot_authenticate')
  assert.deepEqual(client.status, {
    state: 'refused',
    reason: 'wamp.error.cannot_authenticate',
    message: 'no key at hand',
    canRetry: false,
  })
})

test('a person may take longer to answer a challenge than a router may', async () => {
  const router = new TestRouter()
  const password = Promise.withResolvers<string>()
  const client = router.connect({ auth: { method: 'ticket', authid: 'joe', challenge: () => password.promise } })
  await router.environment.advance(0)
  await router.last.open()
  router.last.take('HELLO')
  await router.last.say({ kind: 'CHALLENGE', authmethod: 'ticket', extra: {} })
  await router.environment.advance(60_000)
  password.resolve('secret')
  await settled()
  assert.equal(router.last.take('AUTHENTICATE').signature, 'secret')
  await router.environment.advance(10_000)
  assert.equal(client.status.state, 'reconnecting')
})

test('what a status listener throws is reported, and the client goes on', async () => {
  const router = new TestRouter()
  const client = router.connect()
  client.onStatus(() => {
    throw new Error('oops')
  })
  await router.environment.advance(0)
  await router.last.welcome()
  assert.equal(client.status.state, 'connected')
  assert.equal(router.environment.reported.length, 2)
})

test('a subscription that was not answered yet is told of a refusal; one that was granted is kept', async () => {
  const router = new TestRouter()
  const { client, connection } = await router.welcomed()
  const granted = client.subscribe('one', () => {})
  await connection.say({ kind: 'SUBSCRIBED', request: 1, subscription: 9 })
  await granted
  const told = assert.rejects(
    client.subscribe('two', () => {}),
    { uri: 'wamp.error.authentication_denied' },
  )
  await connection.drop()
  await router.environment.advance(1000)
  await router.last.open()
  await router.last.abort('wamp.error.authentication_denied')
  await told
  client.reconnect()
  await router.last.welcome()
  assert.equal(router.last.take('SUBSCRIBE').topic, 'one')
  assert.equal(router.last.sent.length, 0)
})

test('what to make of a refusal: come again, ask the program, or give up', async () => {
  for (const [reason, state, canRetry] of [
    ['wamp.error.no_such_realm', 'refused', false],
    ['wamp.error.no_auth_method', 'refused', false],
    ['wamp.error.not_authorized', 'refused', false],
    ['wamp.error.authentication_failed', 'refused', true],
    ['com.example.closed_for_lunch', 'refused', true],
    ['wamp.error.timeout', 'reconnecting', undefined],
    ['wamp.error.unavailable', 'reconnecting', undefined],
    ['wamp.close.system_shutdown', 'reconnecting', undefined],
  ] as const) {
    const router = new TestRouter()
    const { status } = await (async () => {
      const client = router.connect()
      await router.environment.advance(0)
      await router.last.open()
      await router.last.abort(reason)
      return client
    })()
    assert.deepEqual(
      [status.state, status.state === 'refused' ? status.canRetry : undefined],
      [state, canRetry],
      reason,
    )
  }
})

test('what is asked while the client says goodbye is refused', async () => {
  const router = new TestRouter()
  const { client, connection } = await router.welcomed()
  const closed = client.close()
  await assert.rejects(client.call('add'), { uri: 'wamp.close.normal' })
  await assert.rejects(
    client.subscribe('chat', () => {}),
    { uri: 'wamp.close.normal' },
  )
  await connection.drop()
  await closed
  assert.equal(client.status.state, 'closed')
})
