import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CallResult, WampError } from './index.ts'
import type { Client, ProcedureHandler, Registration } from './index.ts'
import { error, invocation, settled, TestRouter } from './test-router.ts'
import type { TestConnection } from './test-router.ts'

const PARTS = { receive_progress: true }

async function registered(
  { client, connection }: { client: Client; connection: TestConnection },
  handler: ProcedureHandler,
): Promise<Registration> {
  const registration = client.register('work', handler)
  const { request } = connection.take('REGISTER')
  await connection.say({ kind: 'REGISTERED', request, registration: 7 })
  return registration
}

test('what a procedure returns, at once or later, is its result', async () => {
  const opened = await new TestRouter().welcomed()
  const { client, connection } = opened
  const returned: unknown[] = [5, Promise.resolve('later'), undefined, new CallResult([1, 2], { three: 3 })]
  await registered(opened, () => returned.shift())
  await connection.say(invocation(1, []), invocation(2, []), invocation(3, []), invocation(4, []))
  const sent = [1, 2, 3, 4].map(() => connection.take('YIELD'))
  assert.deepEqual(
    sent.map(({ request, payload }) => [request, payload.values().args]),
    [
      [1, [5]],
      [2, ['later']],
      [3, []],
      [4, [1, 2]],
    ],
  )
  assert.deepEqual({ ...sent[3]?.payload.values().kwargs }, { three: 3 })
  assert.equal(client.status.state, 'connected')
})

test('every option of the protocol has a name here', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  void client
    .register('work', () => {}, {
      match: 'wildcard',
      invoke: 'roundrobin',
      concurrency: 2,
      forceReregister: true,
      forwardTimeout: true,
      discloseCaller: true,
    })
    .catch(() => {})
  assert.deepEqual(
    { ...connection.take('REGISTER').options },
    {
      match: 'wildcard',
      invoke: 'roundrobin',
      concurrency: 2,
      force_reregister: true,
      forward_timeout: true,
      disclose_caller: true,
    },
  )
})

test('a WampError that a procedure throws is for the caller, anything else for the program’s own eyes', async () => {
  const router = new TestRouter()
  const opened = await router.welcomed()
  const { connection } = opened
  const thrown: unknown[] = [
    new WampError('app.no', 'because', { args: [1], kwargs: { a: 2 } }),
    new Error('oops'),
    'text',
  ]
  await registered(opened, () => {
    throw thrown.shift()
  })
  await connection.say(invocation(1, []), invocation(2, []), invocation(3, []))
  const sent = [1, 2, 3].map(() => connection.take('ERROR'))
  assert.deepEqual(
    sent.map(({ requestType, request, error: uri, payload }) => [requestType, request, uri, payload.values().args]),
    [
      [68, 1, 'app.no', [1]],
      [68, 2, 'wamp.error.runtime_error', ['the procedure failed']],
      [68, 3, 'wamp.error.runtime_error', ['the procedure failed']],
    ],
  )
  assert.deepEqual(router.environment.reported.map(String), ['Error: oops', 'text'])
})

test('the caller is answered before the program’s own `onError` runs', async () => {
  const router = new TestRouter()
  const seen: string[] = []
  const opened = await router.welcomed({ onError: () => seen.push(...router.last.sent.map(({ kind }) => kind)) })
  await registered(opened, () => {
    throw new Error('oops')
  })
  await opened.connection.say(invocation(1, []))
  assert.deepEqual(seen, ['ERROR'])
})

test('a result that cannot be written is told to both, and the client lives', async () => {
  const router = new TestRouter()
  const opened = await router.welcomed()
  const cycle: unknown[] = []
  cycle.push(cycle)
  await registered(opened, () => cycle)
  await opened.connection.say(invocation(1, []))
  assert.equal(opened.connection.take('ERROR').error, 'wamp.error.runtime_error')
  assert.ok(router.environment.reported[0] instanceof TypeError)
})

test('what a procedure throws after its call was given up is dropped', async () => {
  const router = new TestRouter()
  const opened = await router.welcomed()
  await registered(opened, async (_args, _kwargs, _details, { signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    throw new Error('given up')
  })
  await opened.connection.say(invocation(1, []), { kind: 'INTERRUPT', request: 1, options: { mode: 'killnowait' } })
  await settled()
  assert.deepEqual(router.environment.reported, [])
  assert.equal(opened.connection.sent.length, 0)
})

test('parts of a result are sent where the caller wants them, by progress and by a generator', async () => {
  const opened = await new TestRouter().welcomed()
  const { connection } = opened
  await registered(opened, async function* ([kind], _kwargs, _details, call) {
    if (kind === 'progress') return void call.progress(['half'])
    yield 1
    yield new CallResult([2], { b: 3 })
    return 'end'
  })
  await connection.say(invocation(1, ['progress'], PARTS), invocation(2, [], PARTS), invocation(3, []))
  await settled()
  const sent = connection.sent.flatMap((message) => (message.kind === 'YIELD' ? [message] : []))
  const of = (id: number) =>
    sent
      .filter(({ request }) => request === id)
      .map(({ options, payload }) => [options.progress, payload.values().args[0]])
  assert.deepEqual(of(1), [
    [true, 'half'],
    [undefined, undefined],
  ])
  assert.deepEqual(of(2), [
    [true, 1],
    [true, 2],
    [undefined, 'end'],
  ])
  assert.deepEqual(of(3), [[undefined, 'end']])
})

test('INTERRUPT aborts the signal; `kill` is answered, `killnowait` is not', async () => {
  const opened = await new TestRouter().welcomed()
  const { connection } = opened
  const signals: AbortSignal[] = []
  const results: PromiseWithResolvers<string>[] = []
  await registered(opened, (_args, _kwargs, _details, { signal }) => {
    signals.push(signal)
    const outcome = Promise.withResolvers<string>()
    results.push(outcome)
    return outcome.promise
  })
  await connection.say(invocation(1, []), invocation(2, []))
  await connection.say({ kind: 'INTERRUPT', request: 1, options: { mode: 'kill' } })
  const { request, error: uri } = connection.take('ERROR')
  assert.deepEqual({ request, uri }, { request: 1, uri: 'wamp.error.canceled' })
  await connection.say({ kind: 'INTERRUPT', request: 2, options: { mode: 'killnowait' } })
  await connection.say({ kind: 'INTERRUPT', request: 99, options: {} })
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, true],
  )
  for (const { resolve } of results) resolve('late')
  await settled()
  assert.equal(connection.sent.length, 0)
})

test('the further parts of an input reach the same call', async () => {
  const opened = await new TestRouter().welcomed()
  const { connection } = opened
  await registered(opened, async ([first], _kwargs, _details, { input }) => {
    let sum = Number(first)
    for await (const { value } of input) sum += Number(value)
    return sum
  })
  await connection.say(invocation(1, [1], { progress: true }), invocation(1, [2], { progress: true }))
  await connection.say(invocation(1, [3]))
  await settled()
  assert.deepEqual(connection.take('YIELD').payload.values().args, [6])
})

test('a call to a procedure that was just unregistered is answered', async () => {
  const { connection } = await new TestRouter().welcomed()
  await connection.say(invocation(1, []))
  assert.equal(connection.take('ERROR').error, 'wamp.error.no_such_procedure')
})

test('when the session ends, the calls in it are aborted', async () => {
  const opened = await new TestRouter().welcomed()
  const signal = Promise.withResolvers<AbortSignal>()
  await registered(opened, (_args, _kwargs, _details, call) => {
    signal.resolve(call.signal)
    return new Promise(() => {})
  })
  await opened.connection.say(invocation(1, []))
  await opened.connection.drop()
  assert.equal((await signal.promise).aborted, true)
})

test('a registration is restored; while the router keeps it for the session before, it is asked again', async () => {
  const router = new TestRouter()
  const opened = await router.welcomed()
  const registration = await registered(opened, () => 1)
  const connection = await router.reconnected()
  const taken = 'wamp.error.procedure_already_exists'
  await connection.say(error(64, connection.take('REGISTER').request, taken))
  assert.equal(router.statuses.at(-1)?.state, 'restored')
  await router.environment.advance(1000)
  await connection.say(error(64, connection.take('REGISTER').request, taken))
  await router.environment.advance(1000)
  await connection.say({ kind: 'REGISTERED', request: connection.take('REGISTER').request, registration: 30 })
  assert.equal(registration.id, 30)
})

test('a procedure that another session has is refused', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const taken = 'wamp.error.procedure_already_exists'
  const refused = assert.rejects(
    client.register('work', () => 1),
    { uri: taken },
  )
  await connection.say(error(64, 1, taken))
  await refused
})

test('a registration ends by unregister, or revoked by the router', async () => {
  const opened = await new TestRouter().welcomed()
  const { connection } = opened
  const one = await registered(opened, () => 1)
  const left = one.unregister()
  const { request } = connection.take('UNREGISTER')
  await connection.say(invocation(1, []))
  assert.deepEqual(connection.take('YIELD').payload.values().args, [1])
  await connection.say({ kind: 'UNREGISTERED', request, details: {} })
  await left
  const two = await registered(opened, () => 2)
  await connection.say({ kind: 'UNREGISTERED', request: 0, details: { registration: 7 } })
  assert.equal((await two.ended).reason, 'wampeter.error.revoked')
})

test('unregistering what the router has revoked meanwhile succeeds: it is gone', async () => {
  const opened = await new TestRouter().welcomed()
  const { connection } = opened
  const registration = await registered(opened, () => 1)
  const left = registration.unregister()
  const { request } = connection.take('UNREGISTER')
  await connection.say({ kind: 'UNREGISTERED', request: 0, details: { registration: 7 } })
  await connection.say(error(66, request, 'wamp.error.no_such_registration'))
  await left
  const other = await registered(opened, () => 2)
  const refused = assert.rejects(other.unregister(), { uri: 'wamp.error.not_authorized' })
  const again = connection.take('UNREGISTER')
  await connection.say(error(66, again.request, 'wamp.error.not_authorized'))
  await refused
})

test('parts of an input that come after the answer start nothing anew', async () => {
  const opened = await new TestRouter().welcomed()
  const { connection } = opened
  const started: unknown[] = []
  await registered(opened, ([first]) => started.push(first))
  await connection.say(invocation(1, ['a'], { progress: true }))
  connection.take('YIELD')
  await connection.say(invocation(1, ['b'], { progress: true }), invocation(1, ['c']), invocation(2, ['d']))
  assert.deepEqual(started, ['a', 'd'])
  assert.equal(connection.take('YIELD').request, 2)
  assert.equal(connection.sent.length, 0)
})

test('an error whose values cannot be written reaches the caller without them', async () => {
  const opened = await new TestRouter().welcomed()
  const cycle: unknown[] = []
  cycle.push(cycle)
  await registered(opened, () => {
    throw new WampError('app.no', 'because', { args: cycle })
  })
  await opened.connection.say(invocation(1, []))
  const { error: uri, payload } = opened.connection.take('ERROR')
  assert.deepEqual([uri, payload.values().args], ['app.no', []])
})
