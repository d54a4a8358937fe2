/**
 * The limits of one session. Exceeding a limit has the documented effect, and is counted and logged. The limits of
 * connections, sizes and rates are in `bounds.test.ts`.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Payload } from '@wampeter/protocol'
import type { Message } from '@wampeter/protocol'
import { HELLO, RawClient } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'
import type { RunningRouter, Wishes } from '../support/router.ts'

type Kind = Parameters<RunningRouter['router']['counters']['get']>[0]

interface Bound {
  readonly wishes: Wishes
  /** Reaches the limit and exceeds it. */
  pass(client: RawClient, running: RunningRouter): Promise<void>
  readonly counted: Kind
  readonly said: RegExp
}

const subscribe = (request: number, topic = `topic${request}`): Message => ({
  kind: 'SUBSCRIBE',
  request,
  options: {},
  topic,
})
const wildcard = (request: number, topic: string): Message => ({
  kind: 'SUBSCRIBE',
  request,
  options: { match: 'wildcard' },
  topic,
})
const register = (request: number): Message => ({ kind: 'REGISTER', request, options: {}, procedure: `p${request}` })
const call = (request: number, procedure: string, args: readonly unknown[] = []): Message => ({
  kind: 'CALL',
  request,
  options: {},
  procedure,
  payload: Payload.of(args),
})
const flood = (request: number): Message => ({
  kind: 'PUBLISH',
  request,
  options: { acknowledge: true },
  topic: 'flood',
  payload: Payload.of(['x'.repeat(60_000)]),
})

const retained = (topic: string, text = ''): Message => ({
  kind: 'PUBLISH',
  request: 1,
  options: { acknowledge: true, retain: true },
  topic,
  payload: Payload.of([text]),
})

const refused = async (client: RawClient): Promise<void> =>
  assert.equal((await client.next('ERROR')).error, 'wampeter.error.limit_exceeded')

/** Opens a session that subscribes and does not read, until a session is ended for it. */
async function floodSlowReader(client: RawClient, running: RunningRouter): Promise<void> {
  const publisher = await RawClient.join(running.url)
  client.send(subscribe(1, 'flood'))
  await client.next('SUBSCRIBED')
  client.ws.pause()
  for (let request = 1; running.router.counters.get('slow_readers_ended') === 0; request++) {
    publisher.send(flood(request))
    await publisher.next('PUBLISHED')
  }
  publisher.end()
}

const bounds: Readonly<Record<string, Bound>> = {
  'subscriptions of one session': {
    wishes: { realm: { limits: { subscriptions_per_session: 1 } } },
    async pass(client) {
      client.send(subscribe(1), subscribe(2))
      await client.next('SUBSCRIBED')
      await refused(client)
    },
    counted: 'request_refused',
    said: /^warn SUBSCRIBE 2 refused: this session already has 1 subscriptions, which is the limit \(limits\.subscriptions_per_session\)$/,
  },
  'registrations of one session': {
    wishes: { realm: { limits: { registrations_per_session: 1 } } },
    async pass(client) {
      client.send(register(1), register(2))
      await client.next('REGISTERED')
      await refused(client)
    },
    counted: 'request_refused',
    said: /^warn REGISTER 2 refused: this session already has 1 registrations/,
  },
  'calls of one session that wait': {
    wishes: { realm: { limits: { pending_calls_per_session: 1 } } },
    async pass(client) {
      client.send(register(1), call(2, 'p1'), call(3, 'p1'))
      await client.next('REGISTERED')
      await client.next('INVOCATION')
      await refused(client)
    },
    counted: 'request_refused',
    said: /^warn CALL 3 refused: this session already has 1 calls waiting/,
  },
  'bytes of calls that may be put to another callee': {
    wishes: { realm: { limits: { reroute_bytes_per_session: 0 } } },
    async pass(client, { url }) {
      const features = { shared_registration: true, call_reroute: true }
      const roles = { ...HELLO.details.roles, callee: { features } }
      const callees = [await RawClient.connect(url), await RawClient.connect(url)]
      for (const callee of callees) {
        callee.send({ ...HELLO, details: { roles } })
        await callee.next('WELCOME')
        callee.send({ kind: 'REGISTER', request: 1, options: { invoke: 'first' }, procedure: 'p' })
        await callee.next('REGISTERED')
      }
      const [callee] = callees
      client.send(call(1, 'p', ['x']))
      const { request } = (await callee?.next('INVOCATION')) ?? { request: 0 }
      const error = 'wamp.error.unavailable'
      callee?.send({ kind: 'ERROR', requestType: 68, request, details: {}, error, payload: Payload.empty })
      assert.equal((await client.next('ERROR')).error, error)
      for (const one of callees) one.end()
    },
    counted: 'reroute_unkept',
    said: /^warn CALL 1 cannot be put to another callee: .*at most 0 bytes .*\(limits\.reroute_bytes_per_session\)$/,
  },
  'testaments of one session': {
    wishes: { realm: { limits: { testaments_per_session: 1 } } },
    async pass(client) {
      const add = (request: number): Message => call(request, 'wamp.session.add_testament', ['topic', [], {}])
      client.send(add(1), add(2))
      await client.next('RESULT')
      await refused(client)
    },
    counted: 'request_refused',
    said: /^warn CALL 2 refused: this session already has 1 testaments/,
  },
  'requests that wait for an authorizer': {
    wishes: {
      roles: [{ name: 'guest', authorizer: 'app.judge' }],
      realm: { limits: { parked_per_session: 2 } },
    },
    async pass(client, { router }) {
      const judge = await router.join({ realm: 'realm1', authrole: 'trusted' })
      const answers: ((allow: boolean) => void)[] = []
      await judge.register('app.judge', () => new Promise<boolean>((resolve) => void answers.push(resolve)))
      client.send(subscribe(1), subscribe(2))
      while (answers.length < 2) await new Promise((resolve) => setImmediate(resolve))
      for (const answer of answers) answer(true)
      for (const _ of answers) await client.next('SUBSCRIBED')
    },
    counted: 'parked_full',
    said: /^warn 2 requests wait for permission from "app\.judge": the router reads no more from this session until half of them are done$/,
  },
  'bytes of the testaments of one session': {
    wishes: { realm: { limits: { testament_bytes_per_session: 1_024 } } },
    async pass(client) {
      const add = (request: number, text: string): Message =>
        call(request, 'wamp.session.add_testament', ['topic', [text], {}])
      client.send(add(1, 'short'), add(2, 'x'.repeat(2_000)))
      await client.next('RESULT')
      await refused(client)
    },
    counted: 'request_refused',
    said: /^warn CALL 2 refused: the testaments of this session would take more than 1024 bytes/,
  },
  'shapes of the wildcards of one session': {
    wishes: { realm: { limits: { wildcard_shapes_per_session: 1 } } },
    async pass(client) {
      client.send(wildcard(1, 'a..b'), wildcard(2, 'c..d'), wildcard(3, '.a.b'))
      await client.next('SUBSCRIBED')
      await client.next('SUBSCRIBED')
      await refused(client)
    },
    counted: 'request_refused',
    said: /^warn SUBSCRIBE 3 refused: this session already has wildcard patterns of 1 shapes: the limit is 1/,
  },
  'shapes of the wildcards of all sessions': {
    wishes: { realm: { limits: { wildcard_shapes: 1 } } },
    async pass(client, { url }) {
      const other = await RawClient.join(url)
      other.send(wildcard(1, 'a..b'))
      await other.next('SUBSCRIBED')
      client.send(wildcard(1, '.a.b'))
      await refused(client)
      other.end()
    },
    counted: 'request_refused',
    said: /^warn SUBSCRIBE 1 refused: .*wildcard patterns of 1 shapes/,
  },
  'ids in an answer of the meta API': {
    wishes: { realm: { limits: { listed_ids: 1 } } },
    async pass(client, { url }) {
      const other = await RawClient.join(url)
      client.send(call(1, 'wamp.session.list'))
      await refused(client)
      other.end()
    },
    counted: 'request_refused',
    said: /^warn CALL 1 refused: the answer would list 2 ids, and the limit is 1 \(limits\.listed_ids\)/,
  },
  'bytes that all sessions hold in the tables of a realm': {
    wishes: { realm: { limits: { table_bytes: 0 } } },
    async pass(client) {
      for (let request = 1; request <= 28; request++) {
        client.send(subscribe(request, `${request}${'x'.repeat(1_000)}`))
        if (request <= 27) await client.next('SUBSCRIBED')
      }
      await refused(client)
    },
    counted: 'request_refused',
    said: /^warn SUBSCRIBE 28 refused: the subscriptions, registrations, .* \(limits\.table_bytes\)$/,
  },
  'bytes of requests that wait for an authorizer': {
    wishes: {
      roles: [{ name: 'guest', authorizer: 'app.judge' }],
      realm: { limits: { parked_bytes_per_session: 1_024 } },
    },
    async pass(client, { router }) {
      const judge = await router.join({ realm: 'realm1', authrole: 'trusted' })
      await judge.register('app.judge', () => new Promise<boolean>((resolve) => setImmediate(resolve, true)))
      client.send({ ...flood(1), payload: Payload.of(['x'.repeat(2_000)]) } as Message)
      await client.next('PUBLISHED')
    },
    counted: 'parked_full',
    said: /^warn 1 requests wait for permission from "app\.judge": the router reads no more from this session/,
  },
  'characters of a URI': {
    wishes: { realm: { limits: { uri_length: 16 } } },
    async pass(client) {
      client.send(subscribe(1, 'x'.repeat(16)), subscribe(2, 'x'.repeat(17)))
      await client.next('SUBSCRIBED')
      assert.equal((await client.next('ERROR')).error, 'wamp.error.invalid_uri')
    },
    counted: 'request_refused',
    said: /^warn SUBSCRIBE 2 refused: a URI may have 16 characters here, not 17 \(limits\.uri_length\)$/,
  },
  'retained events': {
    wishes: { realm: { limits: { retained_events: 1 } } },
    async pass(client) {
      client.send(retained('one'), retained('two'))
      await client.next('PUBLISHED')
      await refused(client)
    },
    counted: 'request_refused',
    said: /^warn PUBLISH 1 refused: this realm retains 1 events of \d+ bytes; the limits are 1 events /,
  },
  'bytes of retained events': {
    wishes: { realm: { limits: { retained_bytes: 1_024 } } },
    async pass(client) {
      client.send(retained('one', 'short'), retained('two', 'x'.repeat(2_000)))
      await client.next('PUBLISHED')
      await refused(client)
    },
    counted: 'request_refused',
    said: /^warn PUBLISH 1 refused: .* and 1024 bytes \(limits\.retained_events, limits\.retained_bytes\)/,
  },
  'time for the handshake': {
    wishes: { options: { limits: { handshake_timeout: 100 } } },
    async pass(_, running) {
      const silent = await RawClient.connect(running.url)
      assert.equal((await silent.next('ABORT')).reason, 'wamp.error.timeout')
    },
    counted: 'handshake_timeouts',
    said: /^info ended: no HELLO within 100 ms$/,
  },
  'levels of nesting': {
    wishes: {},
    async pass(client) {
      client.sendRaw(`[16,1,{},"a",${'['.repeat(100)}${']'.repeat(100)}]`)
      assert.equal((await client.next('ABORT')).reason, 'wamp.error.protocol_violation')
    },
    counted: 'protocol_violations',
    said: /^warn ended, because it broke the protocol: a message must not nest deeper than 64 levels$/,
  },
  'bytes that wait for one client': {
    wishes: { options: { limits: { outbox_bytes: 65_536 } } },
    pass: floodSlowReader,
    counted: 'slow_readers_ended',
    said: /^warn ended, because it does not read: it left more than 65536 bytes unread$/,
  },
  'bytes that wait for all clients together': {
    wishes: { controller: { options: { limits: { outbox_bytes: 65_536 } } } },
    pass: floodSlowReader,
    counted: 'slow_readers_ended',
    said: /^warn ended, because it does not read: all outboxes together held more than 65536 bytes/,
  },
}

for (const [name, { wishes, pass, counted, said }] of Object.entries(bounds)) {
  test(`${name}: the limit is enforced, counted, and logged once`, async () => {
    const lines: string[] = []
    const log = { isDebug: false, write: (level: string, text: string) => void lines.push(`${level} ${text}`) }
    await using running = await startRouter({ ...wishes, log })
    const client = await RawClient.connect(running.url)
    client.send(HELLO)
    await client.next('WELCOME')
    await pass(client, running)
    assert.equal(running.router.counters.get(counted), 1)
    assert.equal(lines.filter((line) => said.test(line)).length, 1, lines.join('\n'))
    client.end()
  })
}
