/**
 * Foreign clients: what Autobahn-JS offers of the advanced profile, over each of its serializers. A call that it
 * cancels by another mode than `kill` is left out: it takes the router's answer to that for a violation, and ends.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import autobahn from 'autobahn'
import { startRouter } from '../support/router.ts'

type Details = Readonly<Record<string, unknown>>
type Options = Readonly<Record<string, unknown>>
type Progress = ((args: readonly unknown[]) => void) | null

interface Answer extends Promise<unknown> {
  then: <A, B>(
    done?: ((value: unknown) => A | PromiseLike<A>) | null,
    failed?: ((error: unknown) => B | PromiseLike<B>) | null,
    part?: (value: unknown) => void,
  ) => Promise<A | B>
  cancel(options: Options): void
}

interface Session {
  readonly id: number
  readonly features: Readonly<Record<string, Readonly<Record<string, boolean>>>>
  caller_disclose_me: boolean
  publisher_disclose_me: boolean
  subscribe(
    topic: string,
    handler: (args: unknown[], kwargs: object, details: Details) => void,
    options?: Options,
  ): Promise<{ readonly id: number; readonly active: boolean; readonly on_unsubscribe: Promise<string> }>
  publish(topic: string, args?: unknown[], kwargs?: object, options?: Options): Promise<unknown>
  register(
    procedure: string,
    endpoint: (args: unknown[], kwargs: object, details: Details & { progress: Progress }) => unknown,
    options?: Options,
  ): Promise<{ readonly on_unregister: Promise<string>; unregister(): Promise<unknown> }>
  call(procedure: string, args?: unknown[], kwargs?: object, options?: Options): Answer
}

const SERIALIZERS = {
  JSON: () => new autobahn.serializer.JSONSerializer(),
  MessagePack: () => new autobahn.serializer.MsgpackSerializer(),
  CBOR: () => new autobahn.serializer.CBORSerializer(),
}

async function setUp(makeSerializer: () => object) {
  const running = await startRouter()
  const closings: (() => Promise<void>)[] = []
  const open = (): Promise<Session> => {
    const { promise, resolve, reject } = Promise.withResolvers<Session>()
    const closed = Promise.withResolvers<void>()
    const connection = new autobahn.Connection({
      ...{ url: running.url, realm: 'realm1', max_retries: 0, serializers: [makeSerializer()] },
      on_user_error: () => {}, // it writes every error that a procedure throws to the console otherwise
    })
    connection.onopen = resolve
    connection.onclose = (reason: string) => {
      reject(new Error(reason))
      closed.resolve()
      return true
    }
    connection.open()
    closings.push(() => {
      connection.close()
      return closed.promise
    })
    return promise
  }
  const sessions = [await open(), await open(), await open()] as const
  return {
    sessions,
    async [Symbol.asyncDispose]() {
      await Promise.all(closings.map((close) => close()))
      await running[Symbol.asyncDispose]()
    },
  }
}

const acknowledged = (options: Options = {}): Options => ({ acknowledge: true, ...options })
const failsWith = (uri: string) => (error: unknown) => {
  assert.equal((error as { error?: string }).error, uri)
  return true
}

for (const [name, makeSerializer] of Object.entries(SERIALIZERS)) {
  test(`Autobahn-JS by ${name} subscribes by prefix and wildcard, and takes retained events`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two] = made.sessions
    const heard: unknown[] = []
    await two.publish('app.state', ['on'], {}, acknowledged({ retain: true }))
    await one.subscribe('app', (args, _, { topic }) => void heard.push(['prefix', topic, args]), { match: 'prefix' })
    await one.subscribe('app..changed', (_, __, { topic }) => void heard.push(['wildcard', topic]), {
      match: 'wildcard',
    })
    const retained = Promise.withResolvers<unknown>()
    await one.subscribe('app.state', (args, _, details) => retained.resolve([args, details['retained']]), {
      get_retained: true,
    })
    assert.deepEqual(await retained.promise, [['on'], true])
    await two.publish('app.user.changed', [1], {}, acknowledged())
    await one.call('wamp.session.count')
    assert.deepEqual(heard, [
      ['prefix', 'app.user.changed', [1]],
      ['wildcard', 'app.user.changed'],
    ])
  })

  test(`Autobahn-JS by ${name} chooses the receivers of an event`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two, three] = made.sessions
    const heard: string[] = []
    await one.subscribe('t', (args) => void heard.push(`one ${String(args)}`))
    await two.subscribe('t', (args) => void heard.push(`two ${String(args)}`))
    const { authid } = (await three.call('wamp.session.get', [two.id])) as { authid: string }
    await three.publish('t', ['eligible'], {}, acknowledged({ eligible: [one.id] }))
    await three.publish('t', ['excluded'], {}, acknowledged({ exclude: [one.id] }))
    await three.publish('t', ['role'], {}, acknowledged({ exclude_authrole: ['guest'] }))
    await three.publish('t', ['no role'], {}, acknowledged({ eligible_authrole: ['admin'] }))
    await three.publish('t', ['authid'], {}, acknowledged({ eligible_authid: [authid] }))
    await three.publish('t', ['not authid'], {}, acknowledged({ exclude_authid: [authid] }))
    await three.subscribe('t', (args) => void heard.push(`three ${String(args)}`))
    await three.publish('t', ['others'], {}, acknowledged())
    await three.publish('t', ['all'], {}, acknowledged({ exclude_me: false }))
    await Promise.all(made.sessions.map((session) => session.call('wamp.session.count')))
    assert.deepEqual(heard.toSorted(), [
      ...['one all', 'one eligible', 'one not authid', 'one others'],
      ...['three all', 'two all', 'two authid', 'two excluded', 'two others'],
    ])
  })

  test(`Autobahn-JS by ${name} learns the publisher and the caller where they disclose themselves`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two] = made.sessions
    const heard: unknown[] = []
    await one.subscribe('t', (_, __, { publisher, publisher_authrole: role }) => void heard.push([publisher, role]))
    await one.register('who', (_, __, { caller, caller_authrole: role }) => [caller ?? null, role ?? null])
    await two.publish('t', [], {}, acknowledged())
    assert.deepEqual(await two.call('who'), [null, null])
    two.publisher_disclose_me = true
    two.caller_disclose_me = true
    await two.publish('t', [], {}, acknowledged())
    assert.deepEqual(await two.call('who'), [two.id, 'guest'])
    assert.deepEqual(heard, [
      [undefined, undefined],
      [two.id, 'guest'],
    ])
  })

  test(`Autobahn-JS by ${name} shares a registration, and registers by prefix and wildcard`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two, three] = made.sessions
    await one.register('who', () => 'one', { invoke: 'roundrobin' })
    await two.register('who', () => 'two', { invoke: 'roundrobin' })
    const answers = []
    for (let count = 0; count < 4; count++) answers.push(await three.call('who'))
    assert.deepEqual(answers, ['one', 'two', 'one', 'two'])
    await assert.rejects(
      async () => three.register('who', () => null, { invoke: 'random' }),
      failsWith('wamp.error.procedure_exists_with_different_invocation_policy'),
    )
    await one.register('files', (_, __, { procedure }) => ['prefix', procedure], { match: 'prefix' })
    await two.register('data..read', (_, __, { procedure }) => ['wildcard', procedure], { match: 'wildcard' })
    assert.deepEqual(await three.call('files.read'), ['prefix', 'files.read'])
    assert.deepEqual(await three.call('data.one.read'), ['wildcard', 'data.one.read'])
  })

  test(`Autobahn-JS by ${name} shares by each policy, and is told of the callees by the meta API`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two, three] = made.sessions
    for (const [invoke, expected] of Object.entries({ first: 'one', last: 'two', random: undefined })) {
      const held = await one.register(invoke, () => 'one', { invoke })
      await two.register(invoke, () => 'two', { invoke })
      for (let count = 0; count < 3; count++) {
        const answer = await three.call(invoke)
        assert.ok(expected === undefined ? answer === 'one' || answer === 'two' : answer === expected)
      }
      const id = await three.call('wamp.registration.lookup', [invoke])
      assert.deepEqual(await three.call('wamp.registration.list_callees', [id]), [one.id, two.id])
      assert.equal(((await three.call('wamp.registration.get', [id])) as Options)['invoke'], invoke)
      await held.unregister()
      assert.equal(await three.call(invoke), 'two')
    }
    await one.register('mine', () => 'one', { disclose_caller: true })
    await assert.rejects(
      async () => two.register('mine', () => 'two'),
      failsWith('wamp.error.procedure_already_exists'),
    )
  })

  test(`Autobahn-JS by ${name} limits the calls at a time, and takes over a registration by force`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two, three] = made.sessions
    const [started, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()]
    const endpoint = () => {
      started.resolve()
      return finish.promise
    }
    const registration = await one.register('slow', endpoint, { concurrency: 1 })
    const first = three.call('slow')
    await started.promise
    await assert.rejects(async () => three.call('slow'), failsWith('crossbar.error.max_concurrency_reached'))
    await two.register('slow', () => 'two', { force_reregister: true })
    assert.equal(await registration.on_unregister, 'wamp.error.unregistered')
    finish.resolve('one')
    assert.equal(await first, 'one')
    assert.equal(await three.call('slow'), 'two')
  })

  test(`Autobahn-JS by ${name} is told when its subscription is revoked, and may subscribe again`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two] = made.sessions
    const heard: unknown[] = []
    const [held, same] = [await one.subscribe('t', () => {}), await one.subscribe('t', () => {})]
    assert.equal(held.id, same.id)
    await two.call('wamp.subscription.remove_subscriber', [held.id, one.id], { reason: 'app.moved' })
    assert.equal(await held.on_unsubscribe, 'app.moved')
    assert.equal(await same.on_unsubscribe, 'app.moved')
    await one.subscribe('t', (args) => void heard.push(...args))
    await two.publish('t', ['again'], {}, acknowledged())
    await one.call('wamp.session.count')
    assert.deepEqual(heard, ['again'])
  })

  test(`Autobahn-JS by ${name} gets a result in parts, cancels a call and has one time out`, async () => {
    await using made = await setUp(makeSerializer)
    const [one, two] = made.sessions
    await one.register('count', (_, __, { progress }) => {
      for (const part of [1, 2]) progress?.([part])
      return progress === null ? 'at once' : 'done'
    })
    const parts: unknown[] = []
    const counting = two.call('count', [], {}, { receive_progress: true })
    const result = await counting.then(
      (value) => value,
      undefined,
      (part) => void parts.push(part),
    )
    assert.deepEqual([...parts, result], [1, 2, 'done'])
    assert.equal(await two.call('count'), 'at once')

    await one.register('hang', () => new Promise(() => {}))
    await assert.rejects(async () => two.call('hang', [], {}, { timeout: 50 }), failsWith('wamp.error.timeout'))
    const hanging = two.call('hang')
    hanging.cancel({ mode: 'kill' })
    await assert.rejects(async () => hanging, failsWith('wamp.error.canceled'))
    assert.equal(await two.call('count'), 'at once')
  })

  test(`Autobahn-JS by ${name} finds every feature that it knows announced by the router`, async () => {
    await using made = await setUp(makeSerializer)
    const missing = Object.entries(made.sessions[0].features).flatMap(([role, features]) =>
      Object.entries(features).flatMap(([feature, isThere]) => (isThere ? [] : [`${role}.${feature}`])),
    )
    assert.deepEqual(missing, [])
  })
}
