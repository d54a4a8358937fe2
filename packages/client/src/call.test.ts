import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERROR } from './index.ts'
import { error, result, settled, TestRouter, WELCOME } from './test-router.ts'

const PART = { progress: true }

test('a call resolves with its result', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const call = client.call<number>('add', [2, 3], { kwargs: { x: 1 }, discloseMe: true })
  const { request, procedure, options, payload } = connection.take('CALL')
  assert.equal(procedure, 'add')
  assert.deepEqual({ ...options }, { disclose_me: true })
  assert.deepEqual(payload.values().args, [2, 3])
  await connection.say(result(request, [5, 6]))
  assert.equal((await call).value, 5)
  assert.deepEqual((await call).args, [5, 6])
})

test('an error carries its URI, args and kwargs', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const failed = assert.rejects(client.call('add'), { uri: 'app.error', args: [7], message: 'call add: app.error' })
  await connection.sayRaw('[8,48,1,{},"app.error",[7],{"a":1}]')
  await failed
})

test('aborting cancels at the router, rejects at once, and drops the late answer', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const abort = new AbortController()
  const call = assert.rejects(client.call('slow', [], { signal: abort.signal }), (thrown: Error) => {
    assert.equal((thrown as unknown as { uri: string }).uri, 'wamp.error.canceled')
    return thrown.cause === 'enough'
  })
  connection.take('CALL')
  abort.abort('enough')
  await call
  const { request, options } = connection.take('CANCEL')
  assert.deepEqual({ request, mode: options.mode }, { request: 1, mode: 'killnowait' })
  await connection.say(error(48, 1, 'wamp.error.canceled'), result(1, ['late']))
  assert.equal(client.status.state, 'connected')
})

test('with `kill` the answer decides, and it may still be a result', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const abort = new AbortController()
  const call = client.call('slow', [], { signal: abort.signal, cancelMode: 'kill' })
  abort.abort()
  await settled()
  connection.take('CALL')
  assert.equal(connection.take('CANCEL').options.mode, 'kill')
  await connection.say(result(1, ['won']))
  assert.equal((await call).value, 'won')
})

test('a signal that is aborted already sends nothing', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  await assert.rejects(client.call('slow', [], { signal: AbortSignal.abort() }), { uri: 'wamp.error.canceled' })
  assert.equal(connection.sent.length, 0)
})

test('a router without call canceling is not bothered: the call is forgotten', async () => {
  const router = new TestRouter()
  const client = router.connect()
  await router.environment.advance(0)
  await router.last.welcome({ ...WELCOME, roles: { broker: {}, dealer: {} } })
  const abort = new AbortController()
  const call = assert.rejects(client.call('slow', [], { signal: abort.signal, timeoutMs: 5000 }), {
    uri: 'wamp.error.canceled',
  })
  assert.deepEqual({ ...router.last.take('CALL').options }, {})
  abort.abort()
  await call
  assert.equal(router.last.sent.length, 0)
})

test('a call that takes too long fails with a timeout, also at a router that has none', async () => {
  const router = new TestRouter()
  const { client, connection } = await router.welcomed()
  const call = assert.rejects(client.call('slow', [], { timeoutMs: 5000 }), { uri: 'wamp.error.timeout' })
  assert.deepEqual({ ...connection.take('CALL').options }, { timeout: 5000 })
  await router.environment.advance(5000)
  await call
  connection.take('CANCEL')
})

test('a timeout counts while there is no connection, too', async () => {
  const router = new TestRouter()
  const call = assert.rejects(router.connect().call('slow', [], { timeoutMs: 5000 }), { uri: 'wamp.error.timeout' })
  await router.environment.advance(5000)
  await call
})

test('parts of a result go to onProgress, and restart the timeout', async () => {
  const router = new TestRouter()
  const { client, connection } = await router.welcomed()
  const parts: unknown[] = []
  const call = client.call('count', [], { onProgress: ({ value }) => parts.push(value), timeoutMs: 1000 })
  assert.equal(connection.take('CALL').options.receive_progress, true)
  await router.environment.advance(900)
  await connection.say(result(1, [1], PART))
  await router.environment.advance(900)
  await connection.say(result(1, [2], PART), result(1, [3]))
  assert.equal((await call).value, 3)
  assert.deepEqual(parts, [1, 2])
  assert.equal(router.environment.reported.length, 0)
})

test('a call is not made again when its connection is lost', async () => {
  const router = new TestRouter()
  const { client } = await router.welcomed()
  const lost = assert.rejects(client.call('pay'), { uri: ERROR.connectionLost })
  const connection = await router.reconnected()
  await lost
  assert.equal(connection.sent.length, 0)
})

test('a stream gives the parts to for await, and the end as its result', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const stream = client.stream<number>('count')
  connection.take('CALL')
  await connection.say(result(1, [1], PART), result(1, [2], PART), result(1, [3]))
  const parts: number[] = []
  for await (const { value } of stream) parts.push(value)
  assert.deepEqual(parts, [1, 2])
  assert.equal((await stream.result).value, 3)
})

test('leaving the loop cancels the call; a failure ends the loop', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const left = client.stream('count')
  await connection.say(result(1, [1], PART))
  for await (const _ of left) break
  connection.take('CALL')
  connection.take('CANCEL')
  const failed = client.stream('count')
  await connection.say(error(48, 2, 'app.error'))
  await assert.rejects(failed.next(), { uri: 'app.error' })
  await assert.rejects(failed.result, { uri: 'app.error' })
})

test('input goes in parts under the id of the call, also when asked before the connection', async () => {
  const router = new TestRouter()
  const client = router.connect()
  const stream = client.stream('sum', [1], { hasInput: true })
  stream.send([2])
  await router.environment.advance(0)
  await router.last.welcome()
  stream.end([3], { last: true })
  const sent = [router.last.take('CALL'), router.last.take('CALL'), router.last.take('CALL')]
  assert.deepEqual(
    sent.map(({ request, options, payload }) => [request, options.progress, payload.values().args[0]]),
    [
      [1, true, 1],
      [1, true, 2],
      [1, undefined, 3],
    ],
  )
  assert.throws(() => stream.send([4]), TypeError)
  await router.last.say(result(1, [6]))
  assert.equal((await stream.result).value, 6)
})

test('a part of an input that cannot be sent ends the call: it would be wrong without it', async () => {
  const router = new TestRouter()
  const client = router.connect({ queueLimit: 2 })
  const full = client.stream('sum', [1], { hasInput: true })
  for (const number of [2, 3]) full.send([number])
  await assert.rejects(full.result, { uri: ERROR.queueFull })
  await router.environment.advance(0)
  await router.last.welcome()
  assert.equal(router.last.sent.length, 0)

  const cyclic: unknown[] = []
  cyclic.push(cyclic)
  const broken = client.stream('sum', [1], { hasInput: true })
  broken.send([cyclic])
  await assert.rejects(broken.result, TypeError)
  router.last.take('CALL')
  router.last.take('CANCEL')
})

test('a timeout does not wait for the answer that `kill` would wait for', async () => {
  const router = new TestRouter()
  const { client, connection } = await router.welcomed()
  const abort = new AbortController()
  const call = assert.rejects(client.call('slow', [], { signal: abort.signal, cancelMode: 'kill', timeoutMs: 5000 }), {
    uri: 'wamp.error.timeout',
  })
  connection.take('CALL')
  abort.abort()
  assert.equal(connection.take('CANCEL').options.mode, 'kill')
  await router.environment.advance(5000)
  await call
})
