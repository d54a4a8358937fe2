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
    said: /^warn SUBSCRIBE 2 refused: this session already has 1 subscriptions, which is the limit$/,
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
