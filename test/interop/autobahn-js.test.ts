/** Foreign clients: Autobahn-JS from npm. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import autobahn from 'autobahn'
import { startRouter } from '../support/router.ts'

interface Session {
  readonly id: number
  subscribe(
    topic: string,
    handler: (args: unknown[], kwargs: object, details: Record<string, unknown>) => void,
  ): Promise<{ id: number }>
  unsubscribe(subscription: { id: number }): Promise<unknown>
  publish(topic: string, args?: unknown[], kwargs?: object, options?: object): Promise<{ id: number }>
  register(procedure: string, handler: (args: unknown[]) => unknown): Promise<{ id: number }>
  call(procedure: string, args?: unknown[]): Promise<unknown>
}

interface Opened {
  readonly session: Session
  readonly details: Record<string, unknown>
  close(): void
}

type Options = Record<string, unknown>

const open = (url: string, options: Options = {}): Promise<Opened> =>
  new Promise((resolve, reject) => {
    const connection = new autobahn.Connection({ url, realm: 'realm1', max_retries: 0, ...options })
    connection.onopen = (session: Session, details: Record<string, unknown>) =>
      resolve({ session, details, close: () => connection.close() })
    connection.onclose = (reason: string, details: Record<string, unknown>) => {
      reject(Object.assign(new Error(`${reason}: ${String(details['reason'])}`), { details }))
      return true
    }
    connection.open()
  })

test('Autobahn-JS publishes, subscribes, registers and calls', async () => {
  await using running = await startRouter()
  const [one, two] = [await open(running.url), await open(running.url)]
  const heard = Promise.withResolvers<unknown[]>()
  await one.session.subscribe('test', (args) => heard.resolve(args))
  await two.session.publish('test', ['abc', 1], {}, { acknowledge: true })
  assert.deepEqual(await heard.promise, ['abc', 1])

  await one.session.register('add', ([a, b]) => Number(a) + Number(b))
  assert.equal(await two.session.call('add', [1, 2]), 3)
  await assert.rejects(
    async () => two.session.register('add', () => 0),
    (error: { error: string }) => error.error === 'wamp.error.procedure_already_exists',
  )
  await assert.rejects(
    async () => two.session.call('nobody.home'),
    (error: { error: string }) => error.error === 'wamp.error.no_such_procedure',
  )
  one.close()
  two.close()
})

for (const [name, makeSerializer] of Object.entries({
  'wamp.2.msgpack': () => new autobahn.serializer.MsgpackSerializer(),
  'wamp.2.cbor': () => new autobahn.serializer.CBORSerializer(),
})) {
  test(`Autobahn-JS by ${name} and Autobahn-JS by JSON understand each other`, async () => {
    await using running = await startRouter()
    const [binary, text] = [
      await open(running.url, { serializers: [makeSerializer()] }),
      await open(running.url, { serializers: [new autobahn.serializer.JSONSerializer()] }),
    ]
    const said = ['grüße', 1.5, -3, true, null, [1, [2]], { a: { b: 'c' } }]
    for (const [one, other] of [
      [binary, text],
      [text, binary],
    ] as const) {
      const heard = Promise.withResolvers<unknown[]>()
      const subscription = await one.session.subscribe('test', (args) => heard.resolve(args))
      await other.session.publish('test', said, {}, { acknowledge: true })
      assert.deepEqual(await heard.promise, said)
      await one.session.unsubscribe(subscription)
      await one.session.register(`echo${one.session.id}`, ([value]) => value)
      assert.deepEqual(await other.session.call(`echo${one.session.id}`, [said]), said)
    }
    binary.close()
    text.close()
  })
}

test('Autobahn-JS logs in by ticket and by WAMP-CRA, salted too, and gets the reason when the secret is wrong', async () => {
  await using running = await startRouter()
  const byTicket = await open(running.url, {
    authid: 'barry',
    authmethods: ['ticket'],
    onchallenge: () => 'notsosecret',
  })
  assert.equal(byTicket.details['authrole'], 'seethings')
  const sign =
    (secret: string) =>
    (
      _session: unknown,
      _method: string,
      extra: { challenge: string; salt?: string; keylen: number; iterations: number },
    ) =>
      autobahn.auth_cra.sign(
        extra.salt === undefined
          ? secret
          : autobahn.auth_cra.derive_key(secret, extra.salt, extra.iterations, extra.keylen),
        extra.challenge,
      )
  const byCra = await open(running.url, {
    authid: 'steve',
    authmethods: ['wampcra'],
    onchallenge: sign('slightlymoresecret'),
  })
  assert.equal(byCra.details['authrole'], 'dothings')
  const salted = await open(running.url, { authid: 'salted', authmethods: ['wampcra'], onchallenge: sign('secret1') })
  assert.equal(salted.details['authmethod'], 'wampcra')
  await assert.rejects(
    open(running.url, { authid: 'steve', authmethods: ['wampcra'], onchallenge: sign('wrong') }),
    /authentication_denied/,
  )
  for (const opened of [byTicket, byCra, salted]) opened.close()
})
