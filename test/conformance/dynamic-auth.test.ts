/** The answers that an authenticator may give, method by method, over real sockets, and the arguments that it gets. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { anonymous, connect, ticket, wampcra, WampError } from '@wampeter/client'
import type { Authentication, Client } from '@wampeter/client'
import { cryptosign, publicKeyOf } from '@wampeter/client/cryptosign'
import { createRouter } from '@wampeter/router'
import type { Config } from '@wampeter/router'
import type { EmbeddedRouter } from '@wampeter/router'
import { HELLO, RawClient } from '../support/raw-client.ts'

const EVERYTHING = [{ uri: '*', allow: { call: true, register: true, publish: true, subscribe: true } }]
const SEED = '4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510'
const PUBKEY = publicKeyOf(SEED)

const asked = (more: object = {}) => ({ type: 'dynamic', authenticator: 'app.auth', ...more })
const websocket = (method: string, more?: object) => ({ type: 'websocket', auth: { [method]: asked(more) } })

const METHODS = ['anonymous', 'ticket', 'wampcra', 'cryptosign'] as const
type Method = (typeof METHODS)[number]

const CONFIG: Config = {
  version: 2,
  workers: [
    {
      type: 'router',
      realms: [
        { name: 'realm1', roles: ['worker', 'user', 'admin'].map((name) => ({ name, permissions: EVERYTHING })) },
        { name: 'realm2', roles: ['worker', 'user'].map((name) => ({ name, permissions: EVERYTHING })) },
      ],
      transports: [
        {
          type: 'web',
          endpoint: { type: 'tcp', port: 0, interface: '127.0.0.1' },
          paths: {
            workers: { type: 'websocket', auth: { anonymous: { type: 'static', role: 'worker' } } },
            ...Object.fromEntries(
              METHODS.flatMap((method) => [
                [method, websocket(method)],
                [`${method}-default`, websocket(method, { 'default-role': 'user' })],
                [`${method}-elsewhere`, websocket(method, { 'authenticator-realm': 'realm2' })],
                [`${method}-trusting`, websocket(method, { 'allow-trusted': true })],
              ]),
            ),
          },
        },
      ],
    },
  ],
}

/** How a client with the right secret uses each method, and what its authenticator must answer besides. */
const LOGINS: Readonly<Record<Method, readonly [auth: Authentication, credential: object]>> = {
  anonymous: [anonymous(), {}],
  ticket: [ticket('joe', 'right'), {}],
  wampcra: [wampcra('joe', 'right'), { secret: 'right' }],
  cryptosign: [cryptosign(SEED, { authid: 'joe' }), { pubkey: PUBKEY }],
}

type Answerer = (...args: readonly unknown[]) => unknown

let router: EmbeddedRouter
let base = ''
let answer: Answerer = () => 'user'
let lines: string[] = []
const workers: Client[] = []

before(async () => {
  router = createRouter(CONFIG, {
    log: { isDebug: false, write: (_level: string, text: string) => void lines.push(text) },
  })
  const [opened] = await router.start()
  base = `ws://127.0.0.1:${opened?.port}`
  for (const realm of ['realm1', 'realm2']) {
    const worker = connect(`${base}/workers`, { realm })
    await worker.register('app.auth', (args) => answer(realm, ...args))
    workers.push(worker)
  }
})

after(async () => {
  for (const worker of workers) await worker.close()
  await router.stop()
})

/** Logs in with this answer of the authenticator. Returns the session, or the refusal. */
async function login(path: string, auth: Authentication, answers: Answerer, realm = 'realm1') {
  answer = answers
  lines = []
  const client = connect(`${base}/${path}`, { realm, auth })
  try {
    const { authid, authrole, authprovider, authmethod, realm: at, details } = await client.opened()
    return { authid, authrole, authprovider, authmethod, at, authextra: details['authextra'] }
  } catch (error) {
    if (!(error instanceof WampError)) throw error
    return { refused: error.uri, message: error.args[0] }
  } finally {
    await client.close()
  }
}

for (const method of METHODS) {
  const [auth, credential] = LOGINS[method]

  test(`${method}: role, authid, realm and extra of the answer count; unknown keys do not`, async () => {
    const plain = await login(method, auth, () => ({ role: 'user', ...credential, unknown: 1 }))
    assert.ok('authid' in plain, JSON.stringify([plain, lines]))
    assert.deepEqual(
      { ...plain, authid: '', authextra: { ...(plain.authextra as object) } },
      {
        authid: '',
        authrole: 'user',
        authprovider: 'dynamic',
        authmethod: method,
        at: 'realm1',
        authextra: {},
      },
    )
    if (method !== 'anonymous') assert.equal(plain.authid, 'joe')
    const full = { role: 'user', authid: 'Joe', realm: 'realm2', extra: { since: 2014 }, ...credential }
    const elsewhere = await login(method, auth, () => full)
    assert.ok('authid' in elsewhere)
    assert.deepEqual(
      [elsewhere.authid, elsewhere.at, { ...(elsewhere.authextra as object) }],
      ['Joe', 'realm2', { since: 2014 }],
    )
  })

  test(`${method}: an answer without a role gets the default role, if one is configured`, async () => {
    const found = await login(`${method}-default`, auth, () => ({ ...credential }))
    assert.equal('authrole' in found && found.authrole, 'user')
    const other = await login(`${method}-default`, auth, () => ({ role: 'admin', ...credential }))
    assert.equal('authrole' in other && other.authrole, 'admin')
    const none = await login(method, auth, () => ({ ...credential }))
    assert.equal('refused' in none && none.refused, 'wamp.error.authentication_failed')
    assert.match(lines.join('\n'), /app\.auth.*no `role`/)
  })

  test(`${method}: the role alone is a valid answer if no secret is needed`, async () => {
    const found = await login(method, auth, () => 'user')
    if (method === 'anonymous' || method === 'ticket') assert.equal('authrole' in found && found.authrole, 'user')
    else {
      assert.equal('refused' in found && found.refused, 'wamp.error.authentication_failed')
      assert.match(lines.join('\n'), /app\.auth/)
    }
  })

  test(`${method}: the authenticator is asked in its own realm, also for a client that names no realm or a missing one`, async () => {
    for (const wanted of ['realm1', 'nowhere', '']) {
      const seen: unknown[] = []
      const answers: Answerer = (...args) => {
        seen.push(...args.slice(0, 2))
        return { role: 'user', realm: 'realm1', ...credential }
      }
      const found = await login(`${method}-elsewhere`, auth, answers, wanted)
      assert.deepEqual(seen, ['realm2', wanted === '' ? null : wanted])
      assert.equal('at' in found && found.at, 'realm1', JSON.stringify(found))
    }
    const unassigned = await login(`${method}-elsewhere`, auth, () => ({ role: 'user', ...credential }), '')
    assert.equal('refused' in unassigned && unassigned.refused, 'wamp.error.no_such_realm')
  })

  test(`${method}: an authenticator refuses with its own reason; the client gets the reason and the first argument`, async () => {
    for (const [args, message] of [
      [['go away', 7], 'go away'],
      [[], ''],
    ] as const) {
      const refused = await login(method, auth, () => {
        throw new WampError('app.error.banned', 'no', { args })
      })
      assert.equal('refused' in refused && refused.refused, 'app.error.banned')
      if (message !== '') assert.equal('refused' in refused && refused.message, message)
      assert.match(lines.join('\n'), /app\.auth/)
    }
  })

  test(`${method}: an invalid answer refuses the log-in; the log names the authenticator and no secret`, async () => {
    for (const nonsense of [
      7,
      null,
      true,
      ['user'],
      undefined,
      { role: 7, ...credential },
      { role: 'user', authid: 3, ...credential },
      { role: 'user', realm: {}, ...credential },
      { role: 'user', extra: 'x', ...credential },
    ]) {
      const refused = await login(method, auth, () => nonsense)
      assert.equal(
        'refused' in refused && refused.refused,
        'wamp.error.authentication_failed',
        JSON.stringify(nonsense),
      )
      assert.match(lines.join('\n'), /app\.auth/)
      assert.doesNotMatch(`${'message' in refused && refused.message}`, /app\.auth/)
    }
    const after = await login(method, auth, () => ({ role: 'user', ...credential }))
    assert.equal('authrole' in after && after.authrole, 'user')
  })

  test(`${method}: a role or a realm that does not exist is refused, and named in the log`, async () => {
    const role = await login(method, auth, () => ({ role: 'nobody', ...credential }))
    assert.equal('refused' in role && role.refused, 'wamp.error.no_such_role')
    assert.match(lines.join('\n'), /nobody/)
    const realm = await login(method, auth, () => ({ role: 'user', realm: 'nowhere', ...credential }))
    assert.equal('refused' in realm && realm.refused, 'wamp.error.no_such_realm')
    assert.match(lines.join('\n'), /nowhere/)
  })

  test(`${method}: the role "trusted" is refused by default, and given where the config allows it`, async () => {
    const mighty = () => ({ role: 'trusted', ...credential })
    const refused = await login(method, auth, mighty)
    assert.equal('refused' in refused && refused.refused, 'wamp.error.authentication_failed')
    assert.match(String('message' in refused && refused.message), /"trusted" here \("allow-trusted" in the config\)/)
    assert.match(lines.join('\n'), new RegExp(`set auth\\.${method}\\.allow-trusted to true`))
    const allowed = await login(`${method}-trusting`, auth, mighty)
    assert.equal('authrole' in allowed && allowed.authrole, 'trusted')
  })

  test(`${method}: the arguments of the authenticator`, async () => {
    let seen: readonly unknown[] = []
    const answers: Answerer = (...args) => {
      seen = args
      return { role: 'user', ...credential }
    }
    const extra = { ...auth, authextra: async () => ({ ...(await auth.authextra?.()), device: 'phone' }) }
    await login(method, extra, answers)
    const [, realm, authid, details, ...more] = seen as [string, string, string, Record<string, unknown>]
    assert.deepEqual([realm, more], ['realm1', []])
    assert.equal(method === 'anonymous' ? typeof authid : authid, method === 'anonymous' ? 'string' : 'joe')
    const keys = ['authextra', 'authmethod', 'session', 'transport']
    const besides = {
      anonymous: [],
      ticket: ['ticket'],
      wampcra: ['authid', 'authrole'],
      cryptosign: ['authid', 'authrole'],
    }
    assert.deepEqual(Object.keys(details).toSorted(), [...keys, ...besides[method]].toSorted())
    assert.equal(details['authmethod'], method)
    assert.equal((details['authextra'] as { device?: string }).device, 'phone')
    if (method === 'ticket') assert.equal(details['ticket'], 'right')
    const transport = details['transport'] as Record<string, unknown>
    const { peer, channel_type, channel_framing, websocket_protocol, type, protocol, is_secure } = transport
    assert.match(String(peer), /^tcp4:127\.0\.0\.1:\d+$/)
    assert.deepEqual(
      [channel_type, channel_framing, websocket_protocol, type, protocol, is_secure],
      ['tcp', 'websocket', 'wamp.2.json', 'websocket', 'wamp.2.json', false],
    )
    for (const key of ['own', 'is_server', 'own_pid', 'own_tid', 'own_fd', 'channel_id', 'peer_cert'])
      assert.ok(key in transport, key)
    for (const key of [
      'http_headers_received',
      'http_headers_sent',
      'http_cbtid',
      'cbtid',
      'websocket_extensions_in_use',
    ])
      assert.ok(key in transport, key)
    assert.match(String((transport['http_headers_received'] as Record<string, string>)['host']), /^127\.0\.0\.1:/)
  })
}

test('a second HELLO after GOODBYE on one connection shows the authenticator the same transport', async () => {
  const seen: Record<string, unknown>[] = []
  answer = (...args) => {
    seen.push((args[3] as { transport: Record<string, unknown> }).transport)
    return 'user'
  }
  const raw = await RawClient.join(`${base}/anonymous`)
  raw.send({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.normal' })
  await raw.next('GOODBYE')
  raw.send(HELLO)
  await raw.next('WELCOME')
  raw.end()
  assert.equal(seen.length, 2)
  assert.deepEqual(seen[1], seen[0])
})

test('WAMP-CRA: the client gets the salt of the answer; the secret is the key, or with `derive` the password', async () => {
  const derived = '64xfzBvZhGDT7PB0bQwDeI8/WR1M9x6Cw5dt0yP9koc='
  const salted = wampcra('joe', 'secret1')
  for (const credential of [
    { secret: derived, salt: 'salt123', iterations: 1000, keylen: 32 },
    { secret: derived, salt: 'salt123' },
    { secret: 'secret1', salt: 'salt123', iterations: 77, keylen: 16, derive: true },
  ]) {
    const found = await login('wampcra', salted, () => ({ role: 'user', ...credential }))
    assert.equal('authrole' in found && found.authrole, 'user', JSON.stringify([credential, found]))
  }
})

test('a secret, salt or key of the wrong type is named in the log by its type, and refuses this log-in', async () => {
  for (const [method, credential] of [
    ['wampcra', { secret: 12_345_678 }],
    ['wampcra', { secret: null }],
    ['wampcra', { secret: ['12345678'] }],
    ['wampcra', { secret: 'x', salt: 12_345_678 }],
    ['wampcra', { secret: 'x', salt: 's', iterations: '1000' }],
    ['wampcra', { secret: 'x', salt: 's', keylen: -1 }],
    ['cryptosign', { pubkey: 12_345_678 }],
    ['cryptosign', { pubkey: 'no hex' }],
  ] as const) {
    const refused = await login(method, LOGINS[method][0], () => ({ role: 'user', ...credential }))
    assert.equal(
      'refused' in refused && refused.refused,
      'wamp.error.authentication_failed',
      JSON.stringify(credential),
    )
    assert.match(lines.join('\n'), /app\.auth/)
    assert.doesNotMatch(lines.filter((line) => line.includes('secret')).join('\n'), /12345678/)
  }
})

test('a wrong secret is denied, whatever role the authenticator gives', async () => {
  for (const [method, auth, credential] of [
    ['wampcra', wampcra('joe', 'wrong'), { secret: 'right' }],
    ['cryptosign', cryptosign('aa'.repeat(32), { authid: 'joe' }), { pubkey: PUBKEY }],
  ] as const) {
    const refused = await login(method, auth, () => ({ role: 'user', ...credential }))
    assert.equal('refused' in refused && refused.refused, 'wamp.error.authentication_denied')
  }
})

test('a client that is refused without an authenticator retries, and logs in once one is back', async () => {
  const [worker] = workers
  assert.ok(worker)
  const asked = Promise.withResolvers<void>()
  answer = () => {
    asked.resolve()
    return new Promise(() => {})
  }
  lines = []
  const reasons: string[] = []
  const twice = Promise.withResolvers<void>()
  await using client = connect(`${base}/wampcra`, {
    realm: 'realm1',
    auth: LOGINS.wampcra[0],
    reconnect: { firstMs: 10 },
    onStatus: (status) => status.state === 'reconnecting' && reasons.push(status.reason) === 2 && twice.resolve(),
  })
  await asked.promise
  await worker.close()
  await twice.promise
  assert.deepEqual(reasons, Array(2).fill('wamp.error.authentication_failed'))
  assert.match(lines.join('\n'), /app\.auth.*went away/)
  assert.match(lines.join('\n'), /no authenticator is registered for `app\.auth` yet, in realm "realm1"/)
  workers[0] = connect(`${base}/workers`, { realm: 'realm1' })
  await workers[0].register('app.auth', () => ({ role: 'user', secret: 'right' }))
  assert.equal((await client.opened()).authrole, 'user')
})
