/** The meta API as clients see it: its events, their receivers and their order, and how sessions are killed. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import { PLAIN_JSON, RawClient, REVOCABLE } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** A client that sends one request after the other, and keeps all messages. */
class Person {
  readonly raw: RawClient
  readonly id: number
  #request = 0

  constructor(raw: RawClient, id: number) {
    this.raw = raw
    this.id = id
  }

  static async join(url: string): Promise<Person> {
    const raw = await RawClient.connect(url, PLAIN_JSON)
    raw.send(REVOCABLE)
    return new Person(raw, (await raw.next('WELCOME')).session)
  }

  ask(procedure: string, args: readonly unknown[] = [], kwargs: Record<string, unknown> = {}): void {
    const payload = Payload.of(args, kwargs)
    this.raw.send({ kind: 'CALL', request: ++this.#request, options: {}, procedure, payload })
  }

  /** The result's arguments. */
  async call(procedure: string, args: readonly unknown[] = [], kwargs: Record<string, unknown> = {}): Promise<unknown> {
    this.ask(procedure, args, kwargs)
    return plain((await this.raw.next('RESULT')).payload.values().args)
  }

  /** The URI of the refusal. */
  async refused(
    procedure: string,
    args: readonly unknown[] = [],
    kwargs: Record<string, unknown> = {},
  ): Promise<string> {
    this.ask(procedure, args, kwargs)
    return (await this.raw.next('ERROR')).error
  }

  async subscribe(topic: string): Promise<number> {
    this.raw.send({ kind: 'SUBSCRIBE', request: ++this.#request, options: {}, topic })
    return (await this.raw.next('SUBSCRIBED')).subscription
  }

  async register(procedure: string): Promise<number> {
    this.raw.send({ kind: 'REGISTER', request: ++this.#request, options: {}, procedure })
    return (await this.raw.next('REGISTERED')).registration
  }

  /** The arguments of the next event. */
  async heard(): Promise<unknown> {
    return plain((await this.raw.next('EVENT')).payload.values().args)
  }

  /** True when no event is on its way: the next message is the answer to a request. */
  async hearsNothing(): Promise<boolean> {
    return Array.isArray(await this.call('wamp.session.count'))
  }
}

/** Every role may do everything. */
async function meet(count: number) {
  const running = await startRouter()
  const people: Person[] = []
  for (let at = 0; at < count; at++) people.push(await Person.join(running.url))
  const [one, two, three] = people
  assert.ok(one && two)
  return {
    url: running.url,
    one,
    two,
    three: three ?? two,
    async [Symbol.asyncDispose]() {
      for (const { raw } of people) raw.end()
      await running[Symbol.asyncDispose]()
    },
  }
}

const goodbye = async ({ raw }: Person) => {
  const { reason, details } = await raw.next('GOODBYE')
  return [reason, plain(details)]
}

test('a session is ended by its id, with a reason and a message, given by position or by name', async () => {
  for (const [args, kwargs, expected] of [
    [[], {}, ['wamp.close.killed', {}]],
    [['app.banned', 'spam'], {}, ['app.banned', { message: 'spam' }]],
    [[], { reason: 'app.banned', message: 'spam' }, ['app.banned', { message: 'spam' }]],
    [[], { message: 'spam' }, ['wamp.close.killed', { message: 'spam' }]],
    [['wamp.error.not_authorized'], {}, ['wamp.error.not_authorized', {}]],
  ] as const) {
    await using met = await meet(2)
    assert.deepEqual(await met.one.call('wamp.session.kill', [met.two.id, ...args], kwargs), [])
    assert.deepEqual(await goodbye(met.two), expected)
    met.two.raw.send({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.goodbye_and_out' })
    assert.equal((await met.two.raw.closed).code, 1000)
    assert.deepEqual(await met.one.call('wamp.session.list'), [[met.one.id]])
  }
})

test('a session cannot kill itself or a missing one; a value that is no id or no URI is refused', async () => {
  await using met = await meet(2)
  const { one, two } = met
  assert.equal(await one.refused('wamp.session.kill', [one.id]), 'wamp.error.no_such_session')
  assert.equal(await one.refused('wamp.session.kill', [two.id === 5 ? 6 : 5]), 'wamp.error.no_such_session')
  for (const wrong of [undefined, 'x', -1, 0, 1.5, 2 ** 53 + 2, {}, [two.id], true])
    assert.equal(await one.refused('wamp.session.kill', [wrong]), 'wamp.error.invalid_argument', String(wrong))
  assert.equal(await one.refused('wamp.session.kill', [two.id], { reason: 'no uri' }), 'wamp.error.invalid_uri')
  assert.equal(await one.refused('wamp.session.kill', [two.id], { reason: 7 }), 'wamp.error.invalid_argument')
  assert.equal(await one.refused('wamp.session.kill', [two.id], { message: 7 }), 'wamp.error.invalid_argument')
  assert.equal(await one.refused('wamp.session.kill_all', ['no uri']), 'wamp.error.invalid_uri')
  assert.equal(await one.refused('wamp.session.kill_by_authid', [7]), 'wamp.error.invalid_argument')
  assert.ok(await two.hearsNothing())
})

test('sessions are killed by role or all at once, except the one that asks', async () => {
  for (const [procedure, args] of [
    ['wamp.session.kill_by_authrole', ['guest']],
    ['wamp.session.kill_all', []],
  ] as const) {
    await using met = await meet(3)
    const { one, two, three } = met
    assert.deepEqual(await one.call(procedure, args, { reason: 'app.night' }), [2])
    for (const person of [two, three]) assert.deepEqual(await goodbye(person), ['app.night', {}])
    assert.deepEqual(await one.call('wamp.session.count'), [1])
  }
})

test('sessions are ended by authid; the answer lists them', async () => {
  await using met = await meet(2)
  const { one, two } = met
  const [{ authid }] = (await one.call('wamp.session.get', [two.id])) as [{ authid: string }]
  assert.deepEqual(await one.call('wamp.session.kill_by_authid', [authid]), [[two.id]])
  assert.deepEqual(await goodbye(two), ['wamp.close.killed', {}])
  assert.deepEqual(await one.call('wamp.session.kill_by_authid', ['nobody']), [[]])
})

test('a killed session causes on_leave; kill_all causes none', async () => {
  await using met = await meet(3)
  const { one, two, three } = met
  await two.subscribe('chat')
  await two.call('wamp.session.add_testament', ['last.words', ['of two'], {}])
  const topics = ['last.words', 'wamp.subscription.on_delete', 'wamp.session.on_leave']
  for (const topic of topics) await one.subscribe(topic)
  one.ask('wamp.session.kill', [two.id])
  const told: unknown[] = []
  await one.raw.next('RESULT')
  for (const _ of topics) told.push(await one.heard())
  assert.equal((told[0] as unknown[])[0], two.id, 'the subscription first')
  assert.deepEqual(told[1], ['of two'])
  assert.deepEqual((told[2] as unknown[])[0], two.id)
  assert.equal((told[2] as unknown[]).length, 3)

  await three.subscribe('chat')
  await three.call('wamp.session.add_testament', ['last.words', ['of three'], {}])
  assert.deepEqual(await one.call('wamp.session.kill_all'), [1])
  assert.ok(await one.hearsNothing())
})

test('the session that causes a meta event gets it too, after the answer to its request', async () => {
  await using met = await meet(2)
  const { one } = met
  const topics = ['on_create', 'on_subscribe', 'on_unsubscribe', 'on_delete'].map((name) => `wamp.subscription.${name}`)
  const more = ['on_create', 'on_register', 'on_unregister', 'on_delete'].map((name) => `wamp.registration.${name}`)
  for (const topic of [...topics, ...more]) await one.subscribe(topic)
  const subscription = await one.subscribe('chat')
  const [session, details] = (await one.heard()) as [number, Record<string, unknown>]
  assert.deepEqual([session, details['id'], details['uri'], details['match']], [one.id, subscription, 'chat', 'exact'])
  assert.match(String(details['created']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.deepEqual(await one.heard(), [one.id, subscription])
  one.raw.send({ kind: 'UNSUBSCRIBE', request: 100, subscription })
  await one.raw.next('UNSUBSCRIBED')
  assert.deepEqual([await one.heard(), await one.heard()], Array(2).fill([one.id, subscription]))

  const registration = await one.register('add')
  const [, made] = (await one.heard()) as [number, Record<string, unknown>]
  assert.deepEqual([made['id'], made['uri'], made['match'], made['invoke']], [registration, 'add', 'exact', 'single'])
  assert.deepEqual(await one.heard(), [one.id, registration])
  one.raw.send({ kind: 'UNREGISTER', request: 101, registration })
  await one.raw.next('UNREGISTERED')
  assert.deepEqual([await one.heard(), await one.heard()], Array(2).fill([one.id, registration]))
  assert.ok(await one.hearsNothing())
})

test('on_join follows WELCOME, with identity and without headers; a session does not get its own on_leave', async () => {
  await using met = await meet(2)
  const { one, two, url } = met
  await one.subscribe('wamp.session.on_join')
  await two.subscribe('wamp.session.on_leave')
  const three = await Person.join(url)
  const [details] = (await one.heard()) as [Record<string, unknown>]
  assert.equal(details['session'], three.id)
  for (const key of ['authid', 'authrole', 'authmethod', 'authprovider', 'transport']) assert.ok(key in details, key)
  assert.doesNotMatch(JSON.stringify(details), /user-agent|sec-websocket|cookie":"[^"]/)
  two.raw.send({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.normal' })
  await two.raw.next('GOODBYE')
  three.raw.end()
})

test('a session is told that its subscription or registration was removed, with the reason', async () => {
  await using met = await meet(2)
  const { one, two } = met
  const subscription = await two.subscribe('chat')
  const registration = await two.register('add')
  await one.call('wamp.subscription.remove_subscriber', [subscription, two.id, 'app.muted'])
  const unsubscribed = await two.raw.next('UNSUBSCRIBED')
  assert.deepEqual([unsubscribed.request, plain(unsubscribed.details)], [0, { subscription, reason: 'app.muted' }])
  await one.call('wamp.registration.remove_callee', [registration, two.id], { reason: 'app.muted' })
  const unregistered = await two.raw.next('UNREGISTERED')
  assert.deepEqual([unregistered.request, plain(unregistered.details)], [0, { registration, reason: 'app.muted' }])
  for (const [procedure, error] of [
    ['wamp.subscription.remove_subscriber', 'wamp.error.no_such_subscription'],
    ['wamp.registration.remove_callee', 'wamp.error.no_such_registration'],
    ['wamp.subscription.get', 'wamp.error.no_such_subscription'],
    ['wamp.registration.get', 'wamp.error.no_such_registration'],
    ['wamp.subscription.list_subscribers', 'wamp.error.no_such_subscription'],
    ['wamp.subscription.count_subscribers', 'wamp.error.no_such_subscription'],
    ['wamp.registration.list_callees', 'wamp.error.no_such_registration'],
    ['wamp.registration.count_callees', 'wamp.error.no_such_registration'],
  ] as const) {
    assert.equal(await one.refused(procedure, [99_999, two.id]), error, procedure)
    assert.equal(await one.refused(procedure, ['x', two.id]), 'wamp.error.invalid_argument', procedure)
  }
})

test('arguments may be given by name, too', async () => {
  await using met = await meet(2)
  const { one, two } = met
  const subscription = await two.subscribe('chat')
  const answers: readonly (readonly [string, Record<string, unknown>, unknown])[] = [
    ['wamp.session.count', { filter_authroles: ['nobody'] }, [0]],
    ['wamp.session.list', { filter_authroles: ['guest'] }, [[one.id, two.id]]],
    ['wamp.subscription.lookup', { topic: 'chat', options: { match: 'exact' } }, [subscription]],
    ['wamp.subscription.match', { topic: 'chat' }, [[subscription]]],
    ['wamp.registration.lookup', { procedure: 'none' }, [null]],
    ['wamp.session.add_testament', { topic: 'last', args: [1], kwargs: {}, scope: 'detached' }, []],
    ['wamp.session.flush_testaments', { scope: 'detached' }, []],
  ]
  for (const [procedure, kwargs, expected] of answers)
    assert.deepEqual(await one.call(procedure, [], kwargs), expected, procedure)
})
