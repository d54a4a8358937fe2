/** The advanced profile, as our client offers it, at our router over real sockets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { connect, WampError } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { startRouter } from '../support/router.ts'

async function setUp(count: number) {
  const running = await startRouter()
  const clients = Array.from({ length: count }, () => connect(running.url, { realm: 'realm1' }))
  await Promise.all(clients.map((client) => client.opened()))
  return {
    clients: clients as [Client, Client, ...Client[]],
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.close()))
      await running[Symbol.asyncDispose]()
    },
  }
}

test('prefix and wildcard subscriptions tell the topic of each event', async () => {
  await using made = await setUp(2)
  const [one, two] = made.clients
  const heard: unknown[] = []
  await one.subscribe('app.', (args, _, { topic }) => heard.push(['prefix', topic, ...args]), { match: 'prefix' })
  await one.subscribe('app..changed', (args, _, { topic }) => heard.push(['wildcard', topic, ...args]), {
    match: 'wildcard',
  })
  await two.publish('app.user.changed', [1], { acknowledge: true })
  await two.publish('app.user', [2], { acknowledge: true })
  await one.call('wamp.session.count')
  assert.deepEqual(heard.toSorted(), [
    ['prefix', 'app.user', 2],
    ['prefix', 'app.user.changed', 1],
    ['wildcard', 'app.user.changed', 1],
  ])
})

test('receiver lists choose who gets an event', async () => {
  await using made = await setUp(3)
  const [one, two, three = one] = made.clients
  const heard: string[] = []
  await one.subscribe('t', ([text]) => heard.push(`one ${String(text)}`))
  await two.subscribe('t', ([text]) => heard.push(`two ${String(text)}`))
  const [a, b] = [(await one.opened()).id, (await two.opened()).id]
  await three.publish('t', ['eligible'], { acknowledge: true, eligible: [a] })
  await three.publish('t', ['excluded'], { acknowledge: true, exclude: [a] })
  await three.publish('t', ['nobody'], { acknowledge: true, eligible: [a, b], excludeAuthrole: ['guest'] })
  await Promise.all([one.call('wamp.session.count'), two.call('wamp.session.count')])
  assert.deepEqual(heard.toSorted(), ['one eligible', 'two excluded'])
})

test('who subscribes later gets the retained event, marked as such', async () => {
  await using made = await setUp(2)
  const [one, two] = made.clients
  await one.publish('state', ['on'], { acknowledge: true, retain: true })
  const heard = Promise.withResolvers<unknown>()
  await two.subscribe('state', ([text], _, { retained }) => heard.resolve([text, retained]), { getRetained: true })
  assert.deepEqual(await heard.promise, ['on', true])
})

test('shared registrations take turns, and another policy is refused', async () => {
  await using made = await setUp(3)
  const [one, two, three = one] = made.clients
  await one.register('who', () => 'one', { invoke: 'roundrobin' })
  await two.register('who', () => 'two', { invoke: 'roundrobin' })
  const answers = []
  for (let count = 0; count < 4; count++) answers.push((await three.call('who')).value)
  assert.deepEqual(answers.toSorted(), ['one', 'one', 'two', 'two'])
  await assert.rejects(
    three.register('who', () => 'three', { invoke: 'random' }),
    {
      uri: 'wamp.error.procedure_exists_with_different_invocation_policy',
    },
  )
})

test('parts of a result arrive one by one, and parts of an input too', async () => {
  await using made = await setUp(2)
  const [one, two] = made.clients
  await one.register('count', async function* ([to]) {
    for (let count = 1; count <= Number(to); count++) yield count
    return 'done'
  })
  const stream = two.stream('count', [3])
  const parts = []
  for await (const { value } of stream) parts.push(value)
  assert.deepEqual([parts, (await stream.result).value], [[1, 2, 3], 'done'])

  await one.register('sum', async ([first], _, __, { input }) => {
    let sum = Number(first)
    for await (const { value } of input) sum += Number(value)
    return sum
  })
  const adding = two.stream('sum', [1], { hasInput: true })
  adding.send([2])
  adding.end([3])
  assert.equal((await adding.result).value, 6)
})

test('parts go both ways at once in one call', async () => {
  await using made = await setUp(2)
  const [one, two] = made.clients
  await one.register('double', async function* ([first], _, __, { input }) {
    yield 2 * Number(first)
    for await (const { value } of input) yield 2 * Number(value)
    return 'end'
  })
  const stream = two.stream('double', [1], { hasInput: true })
  const heard = [(await stream.next()).value?.value]
  for (const value of [2, 3]) {
    stream.send([value])
    heard.push((await stream.next()).value?.value)
  }
  stream.end([4])
  for await (const { value } of stream) heard.push(value)
  assert.deepEqual([heard, (await stream.result).value], [[2, 4, 6, 8], 'end'])
})

test('an aborted call interrupts the procedure, and a late one times out', async () => {
  await using made = await setUp(2)
  const [one, two] = made.clients
  const interrupted = Promise.withResolvers<void>()
  await one.register('hang', (_, __, ___, { signal }) => {
    signal.addEventListener('abort', () => interrupted.resolve())
    return new Promise(() => {})
  })
  const abort = new AbortController()
  const call = two.call('hang', [], { signal: abort.signal })
  await pause(20)
  abort.abort()
  await assert.rejects(call)
  await interrupted.promise
  await assert.rejects(two.call('hang', [], { timeoutMs: 50 }), { uri: 'wamp.error.timeout' })
})

test('publisher and caller are shown where one of them asks for it', async () => {
  await using made = await setUp(2)
  const [one, two] = made.clients
  const { id, authid } = await two.opened()
  const heard: unknown[] = []
  await one.subscribe('t', (_, __, { publisher, publisher_authid, publisher_authrole }) => {
    heard.push([publisher, publisher_authid, publisher_authrole])
  })
  await one.register('who', (_, __, details) => [details.caller, details.caller_authid, details.caller_authrole])
  await one.register('who.asks', (_, __, { caller }) => caller, { discloseCaller: true })
  await two.publish('t', [], { acknowledge: true })
  await two.publish('t', [], { acknowledge: true, discloseMe: true })
  assert.deepEqual((await two.call('who')).value, [null, null, null])
  assert.deepEqual((await two.call('who', [], { discloseMe: true })).value, [id, authid, 'guest'])
  assert.equal((await two.call('who.asks')).value, id)
  assert.deepEqual(heard, [
    [undefined, undefined, undefined],
    [id, authid, 'guest'],
  ])
})

test('a procedure that minds the timeout itself finds it in its details, and another one does not', async () => {
  await using made = await setUp(2)
  const [one, two] = made.clients
  await one.register('minds', (_, __, { timeout }) => timeout, { forwardTimeout: true })
  await one.register('leaves', (_, __, { timeout }) => timeout)
  assert.equal((await two.call('minds', [], { timeoutMs: 30_000 })).value, 30_000)
  assert.equal((await two.call('leaves', [], { timeoutMs: 30_000 })).value, undefined)
})

test('a registration that another client takes over, and a subscription that is removed, are over with the reason', async () => {
  await using made = await setUp(2)
  const [one, two] = made.clients
  const [registration, subscription] = [await one.register('mine', () => 'one'), await one.subscribe('t', () => {})]
  await two.register('mine', () => 'two', { forceReregister: true, concurrency: 1 })
  assert.equal((await registration.ended).reason, 'wamp.error.unregistered')
  assert.equal((await one.call('mine')).value, 'two')
  const { value: id } = await two.call('wamp.subscription.lookup', ['t'])
  const { id: session } = await one.opened()
  await two.call('wamp.subscription.remove_subscriber', [id, session], { kwargs: { reason: 'app.moved' } })
  assert.equal((await subscription.ended).reason, 'app.moved')
})

test('a call goes to another callee where one says that it is unavailable', async () => {
  await using made = await setUp(3)
  const [one, two, three = one] = made.clients
  const busy = () => {
    throw new WampError('wamp.error.unavailable', 'busy')
  }
  await one.register('work', busy, { invoke: 'first' })
  await two.register('work', () => 'two', { invoke: 'first' })
  assert.equal((await three.call('work')).value, 'two')
})

test('an application encrypts what the router passes on unopened', async () => {
  await using made = await setUp(2)
  const [one, two] = made.clients
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const seal = async (value: unknown): Promise<Uint8Array> => {
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const data = new TextEncoder().encode(JSON.stringify(value))
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, data))
    return new Uint8Array([...iv, ...sealed])
  }
  const open = async (sealed: Uint8Array<ArrayBuffer>): Promise<unknown> => {
    const data = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.slice(0, 12) }, key, sealed.slice(12))
    return JSON.parse(new TextDecoder().decode(data)) as unknown
  }
  const heard = Promise.withResolvers<unknown>()
  await one.subscribe('secret', async ([bytes], _, { ppt_scheme, ppt_cipher }) => {
    heard.resolve([ppt_scheme, ppt_cipher, await open(bytes as Uint8Array<ArrayBuffer>)])
  })
  const sealed = await seal({ text: 'for us only' })
  await two.publish('secret', [sealed], { pptScheme: 'x_app', pptSerializer: 'json', pptCipher: 'x_aes256gcm' })
  assert.deepEqual(await heard.promise, ['x_app', 'x_aes256gcm', { text: 'for us only' }])
})
