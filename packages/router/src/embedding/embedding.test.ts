import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { CallResult, ConfigError, createRouter, WampError } from '../index.ts'
import type { Config } from '../index.ts'

const config: Config = {
  version: 2,
  workers: [
    {
      type: 'router',
      realms: [
        {
          name: 'realm1',
          roles: [{ name: 'reader', permissions: [{ uri: '*', allow: { subscribe: true, call: true } }] }],
        },
      ],
    },
  ],
}

test('sessions in one process publish, subscribe, register and call', async () => {
  const router = createRouter(config)
  const [one, two] = [
    await router.join({ realm: 'realm1' }),
    await router.join({ realm: 'realm1', authrole: 'reader' }),
  ]
  const heard = Promise.withResolvers<readonly unknown[]>()
  const subscription = await two.subscribe('chat', (args) => heard.resolve(args))
  await one.publish('chat', ['hi'], { kwargs: { a: 1 } })
  assert.deepEqual(await heard.promise, ['hi'])
  await subscription.unsubscribe()

  const registration = await one.register('add', ([a, b]) => Number(a) + Number(b))
  assert.equal((await two.call('add', [1, 2])).value, 3)
  await registration.unregister()
  await assert.rejects(two.call('add', [1, 2]), { uri: 'wamp.error.no_such_procedure' })
  await router.stop()
})

test('guest workers are not started by an embedded router, and a warning says so', async () => {
  const told: string[] = []
  const log = { isDebug: false, write: (_level: string, text: string) => void told.push(text) }
  const workers = [...(config.workers ?? []), { type: 'guest', executable: 'no-such-program' } as const]
  const router = createRouter({ version: 2, workers }, { log })
  await router.start()
  await router.stop()
  assert.match(told.join(), /guest workers \(1 here\) are started by `wampeter start` alone/)
})

test('a refusal, a failing procedure and the end of a session reach the caller as WampError', async () => {
  const router = createRouter(config)
  const [trusted, reader] = [
    await router.join({ realm: 'realm1' }),
    await router.join({ realm: 'realm1', authrole: 'reader' }),
  ]
  await assert.rejects(reader.publish('chat', [], { acknowledge: true }), { uri: 'wamp.error.not_authorized' })
  await trusted.register('fails', () => {
    throw new WampError('app.no', 'because')
  })
  await trusted.register('breaks', () => Promise.reject(new Error('oops')))
  await trusted.register('hangs', () => new Promise(() => {}))
  await assert.rejects(reader.call('fails'), { uri: 'app.no', message: 'call fails: because', args: ['because'] })
  await assert.rejects(reader.call('breaks'), {
    uri: 'wamp.error.runtime_error',
    args: ['the procedure failed'],
  })
  const hanging = reader.call('hangs')
  await trusted.leave()
  await assert.rejects(hanging, { uri: 'wamp.error.canceled' })
  await assert.rejects(trusted.call('hangs'), WampError)
  await router.stop()
  assert.equal(reader.isOpen, false)
})

test('a procedure that throws is reported at home: in the log, or on the console of a program without one', async (t) => {
  const printed = t.mock.method(console, 'error', () => {})
  const logged: unknown[] = []
  const log = {
    isDebug: false,
    write: (_level: string, _text: string, fields: object = {}) => void logged.push(fields),
  }
  const thrown = new Error('a bug of the program')
  for (const options of [{}, { log }]) {
    const router = createRouter(config, options)
    const session = await router.join({ realm: 'realm1' })
    await session.register('fails', () => {
      throw thrown
    })
    await assert.rejects(session.call('fails'), { uri: 'wamp.error.runtime_error' })
    await router.stop()
  }
  assert.deepEqual(
    printed.mock.calls.map(({ arguments: [error] }) => error),
    [thrown],
  )
  assert.ok(logged.some((fields) => 'err' in (fields as object) && (fields as { err: unknown }).err === thrown))
})

test('values are copied: sessions do not share mutable values', async () => {
  const router = createRouter(config)
  const session = await router.join({ realm: 'realm1' })
  const sent = { list: [1] }
  const got = Promise.withResolvers<unknown>()
  await session.subscribe('chat', ([value]) => got.resolve(value))
  await session.publish('chat', [sent], { excludeMe: false })
  sent.list.push(2)
  assert.deepEqual(JSON.stringify(await got.promise), '{"list":[1]}')
  await router.stop()
})

test('a session in this process has the whole interface of the client', async () => {
  const router = createRouter(config)
  const states: string[] = []
  {
    await using session = await router.join({ realm: 'realm1' })
    session.onStatus(({ state }) => states.push(state))
    assert.equal(session.id, session.session?.id)
    assert.equal(session.session?.authrole, 'trusted')

    const events = session.events('chat')
    await session.publish('chat', ['hi'], { excludeMe: false, acknowledge: true })
    for await (const { args } of events) {
      assert.deepEqual(args, ['hi'])
      break
    }

    await session.register('hangs', () => new Promise(() => {}))
    const signal = AbortSignal.abort('enough')
    await assert.rejects(session.call('hangs', [], { signal }), { uri: 'wamp.error.canceled' })
    await session.register('echo', (args) => new CallResult(args))
    const { args } = await session.call('echo', [() => {}, new Date(0), new Map([['a', 1]])])
    assert.deepEqual(args, [null, '1970-01-01T00:00:00.000Z', Object.create(null)])
    const cycle: unknown[] = []
    cycle.push(cycle)
    await assert.rejects(session.call('echo', [cycle]), /must not nest deeper than 64 levels/)
  }
  assert.deepEqual(states, ['closed'])
  await router.stop()
})

test('an in-process session learns what the router revokes', async () => {
  const router = createRouter(config)
  const [admin, session] = [await router.join({ realm: 'realm1' }), await router.join({ realm: 'realm1' })]
  const subscription = await session.subscribe('chat', () => {})
  const ended = Promise.withResolvers<object>()
  session.onStatus(ended.resolve)

  await admin.call('wamp.subscription.remove_subscriber', [subscription.id, session.id])
  assert.equal((await subscription.ended).message, 'revoked by the router')
  await admin.call('wamp.session.kill', [session.id], { kwargs: { reason: 'app.away', message: 'too loud' } })

  const reason = { reason: 'app.away', message: 'too loud' }
  assert.deepEqual(await ended.promise, { state: 'refused', canRetry: false, ...reason })
  await assert.rejects(session.publish('chat'), { uri: 'app.away' })
  await router.stop()
})

test('two routers in one process know nothing of each other', async () => {
  const [one, two] = [createRouter(config), createRouter(config)]
  await (await one.join({ realm: 'realm1' })).register('only.here', () => 1)
  await assert.rejects((await two.join({ realm: 'realm1' })).call('only.here'), { uri: 'wamp.error.no_such_procedure' })
  await Promise.all([one.stop(), two.stop()])
})

test('an unknown realm or role is refused by name', async () => {
  const router = createRouter(config)
  await assert.rejects(router.join({ realm: 'nowhere' }), { uri: 'wamp.error.no_such_realm' })
  await assert.rejects(router.join({ realm: 'realm1', authrole: 'nobody' }), { uri: 'wamp.error.no_such_role' })
})

test('a config that cannot be used is refused with all its problems', () => {
  assert.throws(
    () => createRouter({ version: 1, workers: 7 } as unknown as Config),
    (error: Error) => error instanceof ConfigError && error.problems.length >= 2,
  )
})

test('a router can be attached to an existing HTTP server; its other paths are not touched', async () => {
  const router = createRouter(config)
  const server = createServer((_request, response) => response.end('mine'))
  router.attach(server, '/wamp', { auth: { anonymous: { type: 'static', role: 'reader' } } })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  assert.equal(await (await fetch(`http://127.0.0.1:${port}/wamp`)).text(), 'mine')
  const socket = new WebSocket(`ws://127.0.0.1:${port}/wamp`, ['wamp.2.json'])
  const answer = Promise.withResolvers<string>()
  socket.onopen = () => socket.send('[1,"realm1",{"roles":{"caller":{}}}]')
  socket.onmessage = ({ data }) => answer.resolve(String(data))
  assert.match(await answer.promise, /^\[2,\d+,/)
  await router.stop()
  server.closeAllConnections()
  server.close()
})

test('an embedded router handles no signals', async () => {
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const
  const listeners = () => signals.map((signal) => process.listenerCount(signal))
  const before = listeners()
  const router = createRouter(config)
  await router.start()
  assert.deepEqual(listeners(), before)
  await router.stop()
})
