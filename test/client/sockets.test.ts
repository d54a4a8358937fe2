/** The client and our router over real sockets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anonymous, connect, ticket, wampcra } from '@wampeter/client'
import type { ConnectOptions } from '@wampeter/client'
import { startRouter } from '../support/router.ts'

const options = (more: Partial<ConnectOptions> = {}): ConnectOptions => ({ realm: 'realm1', ...more })

test('clients publish, subscribe, register and call', async () => {
  await using running = await startRouter()
  await using one = connect(running.url, options())
  await using two = connect(running.url, options())
  const heard = Promise.withResolvers<unknown[]>()
  const subscription = await one.subscribe('chat', (args, kwargs) => heard.resolve([...args, kwargs['from']]))
  assert.ok((await two.publish('chat', ['hi'], { kwargs: { from: 'two' }, acknowledge: true })) !== undefined)
  assert.deepEqual(await heard.promise, ['hi', 'two'])
  await subscription.unsubscribe()

  const registration = await one.register('add', ([a, b]: readonly [number, number]) => a + b)
  assert.equal((await two.call<number>('add', [2, 3])).value, 5)
  await assert.rejects(
    two.register('add', () => 0),
    { uri: 'wamp.error.procedure_already_exists' },
  )
  await registration.unregister()
  await assert.rejects(two.call('add', [2, 3]), { uri: 'wamp.error.no_such_procedure' })
})

test('clients log in by ticket, WAMP-CRA and salted WAMP-CRA, and by a method that both ends have', async () => {
  await using running = await startRouter()
  for (const [auth, authid, authmethod] of [
    [ticket('barry', 'notsosecret'), 'barry', 'ticket'],
    [wampcra('steve', 'slightlymoresecret'), 'steve', 'wampcra'],
    [wampcra('salted', 'secret1'), 'salted', 'wampcra'],
    [[{ method: 'x_unknown' }, ticket('barry', 'notsosecret'), anonymous()], 'barry', 'ticket'],
  ] as const) {
    await using client = connect(running.url, options({ auth }))
    const session = await client.opened()
    assert.deepEqual([session.authid, session.authmethod, session.realm], [authid, authmethod, 'realm1'])
  }
})

test('a client that is refused says why, and that another attempt is useless', async () => {
  await using running = await startRouter()
  for (const [more, reason] of [
    [{ auth: ticket('barry', 'wrong') }, 'wamp.error.authentication_denied'],
    [{ auth: wampcra('nobody', 'wrong') }, 'wamp.error.authentication_denied'],
    [{ realm: 'nowhere' }, 'wamp.error.no_such_realm'],
    [{ auth: { method: 'x_unknown' } }, 'wamp.error.no_matching_auth_method'],
  ] as const) {
    await using client = connect(running.url, options(more))
    await assert.rejects(client.opened(), { uri: reason })
    assert.equal(client.status.state === 'refused' && !client.status.canRetry, true)
  }
})

test('a procedure’s signal fires when its caller leaves', async () => {
  await using running = await startRouter()
  await using callee = connect(running.url, options())
  const started = Promise.withResolvers<AbortSignal>()
  await callee.register('slow', (_args, _kwargs, _details, { signal }) => {
    started.resolve(signal)
    return new Promise(() => {})
  })
  const caller = connect(running.url, options())
  void caller.call('slow')
  const signal = await started.promise
  const fired = new Promise((resolve) => signal.addEventListener('abort', resolve))
  await caller.close()
  await fired
})

test('what a procedure throws is told to its own program, and its caller gets a neutral text', async () => {
  await using running = await startRouter()
  const told: unknown[] = []
  await using callee = connect(running.url, options({ onError: (error) => told.push(error) }))
  await callee.register('fails', () => {
    throw new Error('the password is secret1')
  })
  await using caller = connect(running.url, options())
  await assert.rejects(caller.call('fails'), {
    uri: 'wamp.error.runtime_error',
    message: 'call fails: the procedure failed',
    args: ['the procedure failed'],
  })
  assert.deepEqual(told.map(String), ['Error: the password is secret1'])
})

for (const [cancelMode, isInterrupted] of [
  ['skip', false],
  ['killnowait', true],
  ['kill', true],
] as const) {
  test(`a call is cancelled as its cancelMode says: ${cancelMode}`, async () => {
    await using running = await startRouter()
    await using callee = connect(running.url, options())
    const started = Promise.withResolvers<AbortSignal>()
    const proceed = Promise.withResolvers<void>()
    await callee.register('slow', async (_args, _kwargs, _details, { signal }) => {
      started.resolve(signal)
      await proceed.promise
    })
    await callee.register('quick', () => 1)
    await using caller = connect(running.url, options())
    const abort = new AbortController()
    const call = caller.call('slow', [], { signal: abort.signal, cancelMode })
    const signal = await started.promise
    abort.abort()
    await assert.rejects(call, { uri: 'wamp.error.canceled' })
    await caller.call('quick') // comes after an INTERRUPT, if there is one
    assert.equal(signal.aborted, isInterrupted)
    proceed.resolve()
  })
}

test('a result comes in parts over sockets, and leaving the loop interrupts the procedure', async () => {
  await using running = await startRouter()
  await using callee = connect(running.url, options())
  const left = Promise.withResolvers<void>()
  await callee.register('count', async function* (_args, _kwargs, _details, { signal }) {
    signal.addEventListener('abort', () => left.resolve())
    for (let i = 0; ; i++) {
      yield i
      await new Promise(setImmediate)
    }
  })
  await using caller = connect(running.url, options())
  const parts: number[] = []
  for await (const { value } of caller.stream<number>('count')) if (parts.push(value) === 3) break
  assert.deepEqual(parts, [0, 1, 2])
  await left.promise
})
