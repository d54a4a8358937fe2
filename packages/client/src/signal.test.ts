import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client, Registration, Subscription } from './index.ts'
import { event, settled, TestRouter } from './test-router.ts'
import type { TestConnection } from './test-router.ts'

type Kept = Subscription | Registration

interface Kind {
  ask(client: Client, signal: AbortSignal): Promise<Kept>
  /** The router grants it. */
  grant(connection: TestConnection): Promise<void>
  readonly given: 'UNSUBSCRIBE' | 'UNREGISTER'
}

const KINDS: Readonly<Record<string, Kind>> = {
  subscribe: {
    ask: (client, signal) => client.subscribe('chat', () => {}, { signal }),
    async grant(connection) {
      const { request, options } = connection.take('SUBSCRIBE')
      assert.deepEqual({ ...options }, {})
      await connection.say({ kind: 'SUBSCRIBED', request, subscription: 9 })
    },
    given: 'UNSUBSCRIBE',
  },
  register: {
    ask: (client, signal) => client.register('work', () => {}, { signal }),
    async grant(connection) {
      const { request, options } = connection.take('REGISTER')
      assert.deepEqual({ ...options }, {})
      await connection.say({ kind: 'REGISTERED', request, registration: 9 })
    },
    given: 'UNREGISTER',
  },
}

for (const [method, { ask, grant, given }] of Object.entries(KINDS)) {
  test(`${method}: a signal gives back what was granted`, async () => {
    const { client, connection } = await new TestRouter().welcomed()
    const abort = new AbortController()
    const asked = ask(client, abort.signal)
    await grant(connection)
    const kept = await asked
    abort.abort()
    connection.take(given)
    assert.deepEqual(await kept.ended, { reason: 'left', message: 'by this program' })
  })

  test(`${method}: a signal gives up what is not granted yet, and gives it back when it is`, async () => {
    const router = new TestRouter()
    const { client, connection } = await router.welcomed()
    const abort = new AbortController()
    const asked = ask(client, abort.signal)
    abort.abort('enough')
    await assert.rejects(asked, { uri: 'wamp.error.canceled', cause: 'enough' })
    await grant(connection)
    connection.take(given)
    const again = await router.reconnected()
    assert.equal(again.sent.length, 0)
  })

  test(`${method}: what a signal takes back before there is a connection is never asked for`, async () => {
    const router = new TestRouter()
    const client = router.connect({ queueLimit: 1 })
    const abort = new AbortController()
    const asked = ask(client, abort.signal)
    abort.abort()
    await assert.rejects(asked, { uri: 'wamp.error.canceled' })
    await assert.rejects(ask(client, AbortSignal.abort()), { uri: 'wamp.error.canceled' })
    await router.environment.advance(0)
    await router.last.welcome()
    assert.equal(router.last.sent.length, 0)
  })

  test(`${method}: what a signal interrupts needs no handler`, async () => {
    const { client } = await new TestRouter().welcomed()
    const abort = new AbortController()
    void ask(client, abort.signal)
    void client.call('work', [], { signal: abort.signal })
    abort.abort()
    await settled()
  })

  test(`${method}: a signal that lives longer holds nothing`, async () => {
    const { client, connection } = await new TestRouter().welcomed()
    const held = new Set<unknown>()
    const { signal } = new AbortController()
    signal.addEventListener = (_type: string, listener: unknown) => void held.add(listener)
    signal.removeEventListener = (_type: string, listener: unknown) => void held.delete(listener)
    const asked = ask(client, signal)
    await grant(connection)
    assert.equal(held.size, 1)
    await Promise.race([(await asked)[Symbol.asyncDispose](), settled()])
    assert.equal(held.size, 0)
  })
}

test('a loop over events ends in silence with its signal, granted or not', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const abort = new AbortController()
  const granted = client.events('chat', { signal: abort.signal })
  const { request } = connection.take('SUBSCRIBE')
  await connection.say({ kind: 'SUBSCRIBED', request, subscription: 9 }, event(9, ['hi']))
  const waiting = client.events('news', { signal: abort.signal })
  abort.abort()
  assert.deepEqual((await granted.next()).value?.args, ['hi'])
  assert.equal((await granted.next()).done, true)
  assert.equal((await waiting.next()).done, true)
})

test('connect: a signal closes the client', async () => {
  const abort = new AbortController()
  const router = new TestRouter()
  const { client, connection } = await router.welcomed({ signal: abort.signal })
  void client.call('work')
  abort.abort()
  connection.take('CALL')
  assert.equal(connection.take('GOODBYE').reason, 'wamp.close.normal')
  await connection.drop()
  assert.equal(client.status.state, 'closed')
})

test('connect: with a signal that is aborted already nothing is opened', async () => {
  const router = new TestRouter()
  const client = router.connect({ signal: AbortSignal.abort() })
  assert.equal(client.status.state, 'closed')
  assert.deepEqual(router.states, ['closed'])
  await assert.rejects(client.opened(), { uri: 'wamp.close.normal' })
  await router.environment.advance(60_000)
  assert.equal(router.connections.length, 0)
})

test('connect: a signal that lives longer than the client does not hold it', async () => {
  const held = new Set<unknown>()
  const { signal } = new AbortController()
  signal.addEventListener = (_type: string, listener: unknown) => void held.add(listener)
  signal.removeEventListener = (_type: string, listener: unknown) => void held.delete(listener)
  const client = new TestRouter().connect({ signal })
  assert.equal(held.size, 1)
  await client.close()
  assert.equal(held.size, 0)
})

test('an effect that runs, is undone and runs again, as React’s strict mode does it, keeps its subscription', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const heard: string[] = []
  const effect = (name: string): (() => void) => {
    const abort = new AbortController()
    void client.subscribe('chat', () => heard.push(name), { signal: abort.signal })
    return () => abort.abort()
  }
  const undo = effect('first')
  undo()
  effect('second')
  const [first, second] = [connection.take('SUBSCRIBE'), connection.take('SUBSCRIBE')]
  await connection.say({ kind: 'SUBSCRIBED', request: first.request, subscription: 9 }, event(9, ['early']))
  await connection.say({ kind: 'SUBSCRIBED', request: second.request, subscription: 9 }, event(9, ['hi']))
  assert.deepEqual(heard, ['second'])
  assert.equal(connection.sent.length, 0)
})
