import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_DICT, isDict, WampError } from '@wampeter/protocol'
import type { Dict, PayloadValues } from '@wampeter/protocol'
import type { LoginAttempt } from '../session/authenticator.ts'
import { cryptosignCredential, noCredential, wampcraCredential } from './dynamic-credentials.ts'
import { DynamicPrincipals, NotRegistered } from './dynamic-principals.ts'
import { AnswerLate } from '../session/procedure-call.ts'
import type { CallProcedure } from './dynamic-principals.ts'
import { LoginGate } from './login-gate.ts'

const attempt = (details: Partial<LoginAttempt['details']> = {}): LoginAttempt => ({
  realm: 'realm1',
  details: { roles: EMPTY_DICT, authid: 'alice', ...details },
  session: 42,
  transport: {
    peer: 'tcp4:127.0.0.1:5',
    framing: 'websocket',
    isSecure: false,
    handshake: {
      own: () => 'tcp4:127.0.0.1:8080',
      ownPid: 7,
      protocol: 'wamp.2.json',
      headers: { 'user-agent': 'test', 'x-forwarded-for': ['1.1.1.1', '2.2.2.2'] },
    },
  },
  signal: new AbortController().signal,
})

const result = (value: unknown): PayloadValues => ({ args: [value], kwargs: EMPTY_DICT })

function setUp<Credential>(
  call: CallProcedure,
  more: { credential?: (answer: Dict) => Credential; limit?: number; role?: string; allowsTrusted?: boolean } = {},
) {
  const principals = new DynamicPrincipals({
    method: 'wampcra',
    options: {
      authenticator: 'app.auth',
      timeoutMs: 100,
      allowsTrusted: more.allowsTrusted ?? false,
      ...(more.role !== undefined && { defaultRole: more.role }),
    },
    call,
    gate: new LoginGate(more.limit ?? 10),
    credential: more.credential ?? noCredential,
  })
  return { principals }
}

const answering =
  (value: unknown): CallProcedure =>
  () =>
    Promise.resolve(result(value))

test('the procedure gets realm, authid and details, with both generations of transport keys', async () => {
  const seen: unknown[] = []
  const { principals } = setUp((realm, { uri, args }) => {
    seen.push(realm, uri, ...args)
    return Promise.resolve(result('user'))
  })
  await principals.find(attempt({ authextra: { device: 'phone' } }))
  const [at, uri, realm, authid, details] = seen
  assert.deepEqual([at, uri, realm, authid], ['realm1', 'app.auth', 'realm1', 'alice'])
  assert.ok(isDict(details) && isDict(details['transport']))
  const { transport, ...others } = details
  assert.deepEqual(others, { session: 42, authmethod: 'wampcra', authextra: { device: 'phone' } })
  const { channel_type, channel_framing, type, protocol, websocket_protocol, own_pid, http_headers_received } =
    transport
  assert.deepEqual([channel_type, channel_framing, type], ['tcp', 'websocket', 'websocket'])
  assert.deepEqual([protocol, websocket_protocol, own_pid], ['wamp.2.json', 'wamp.2.json', 7])
  assert.deepEqual(http_headers_received, { 'user-agent': 'test', 'x-forwarded-for': '1.1.1.1, 2.2.2.2' })
})

test('a role as text, and a dictionary with role, authid, realm and extra, are accepted', async () => {
  const plain = await setUp(answering('user')).principals.find(attempt())
  assert.deepEqual(plain.kind === 'candidate' && plain.principal, {
    authid: 'alice',
    authrole: 'user',
    authprovider: 'dynamic',
    decidedBy: 'app.auth',
  })
  const answer = { role: 'admin', authid: 'Alice', realm: 'other', extra: { name: 'A' }, unknown: 1 }
  const full = await setUp(answering(answer)).principals.find(attempt())
  assert.deepEqual(full.kind === 'candidate' && full.principal, {
    authid: 'Alice',
    authrole: 'admin',
    authprovider: 'dynamic',
    decidedBy: 'app.auth',
    realm: 'other',
    extra: { name: 'A' },
  })
})

test('an answer without a role gives the default role, where there is one', async () => {
  const found = await setUp(answering({}), { role: 'guest' }).principals.find(attempt())
  assert.equal(found.kind === 'candidate' && found.principal.authrole, 'guest')
})

const wampcra = (answer: unknown) =>
  setUp(answering(answer), { credential: wampcraCredential }).principals.find(attempt())

test('WAMP-CRA takes the secret, and a salt with Crossbar’s defaults', async () => {
  const plain = await wampcra({ role: 'user', secret: '' })
  assert.deepEqual(plain.kind === 'candidate' && plain.credential, { secret: '' })
  const salted = await wampcra({ role: 'user', secret: 'key', salt: 'pepper' })
  assert.deepEqual(salted.kind === 'candidate' && salted.credential?.salt, {
    salt: 'pepper',
    iterations: 1000,
    keylen: 32,
    derive: false,
  })
})

test('an answer that cannot be used refuses this log-in and is named in the log, without the secret', async () => {
  const answers: readonly (readonly [unknown, RegExp])[] = [
    [5, /`app.auth` cannot be used: it answered the number 5/],
    [null, /it answered null/],
    [['user'], /it answered a list/],
    ['user', /no `secret`/],
    [{ role: 7, secret: 'x' }, /its `role` is the number 7/],
    [{ role: 'user', secret: 12345 }, /its `secret` is a number/],
    [{ role: 'user', secret: 'x', salt: 's', iterations: 0 }, /its `iterations` is the number 0/],
    [{ role: 'user', secret: 'x', extra: 'y' }, /its `extra`/],
    [{ secret: 'x' }, /no `role`/],
  ]
  for (const [answer, why] of answers) {
    const found = await wampcra(answer)
    assert.ok(found.kind === 'refused', JSON.stringify(answer))
    assert.equal(found.reason, 'wamp.error.authentication_failed')
    assert.match(found.why ?? '', why)
    assert.doesNotMatch(found.why ?? '', /12345/)
    assert.doesNotMatch(found.message, /app\.auth/)
  }
})

test('cryptosign takes a public key of 64 hexadecimal digits and nothing else', async () => {
  const find = (answer: unknown) =>
    setUp(answering(answer), { credential: cryptosignCredential }).principals.find(attempt())
  const found = await find({ role: 'user', pubkey: 'AB'.repeat(32) })
  assert.deepEqual(found.kind === 'candidate' && found.credential, { publicKeys: ['ab'.repeat(32)] })
  assert.equal((await find({ role: 'user', pubkey: 'xyz' })).kind, 'refused')
})

test('the procedure refuses with its own reason; the client gets the reason and the first argument', async () => {
  const refuse = () => Promise.reject(new WampError('app.error.expired', 'your ticket has expired'))
  const found = await setUp(refuse).principals.find(attempt())
  assert.ok(found.kind === 'refused')
  assert.deepEqual([found.reason, found.message], ['app.error.expired', 'your ticket has expired'])
  assert.equal(found.why, 'the authenticator `app.auth` refused and said "your ticket has expired"')

  const odd = await setUp(() => Promise.reject(new WampError('app.error.odd', 'a\n\u009bb'))).principals.find(attempt())
  assert.ok(odd.kind === 'refused')
  assert.match(odd.why ?? '', /said "a\\n\\u009bb"$/)
})

test('a reason that is no URI, and a procedure that goes away, are failures of the authenticator', async () => {
  for (const [uri, retryAfterMs] of [
    ['not a uri', undefined],
    ['wamp.error.canceled', 1000],
  ] as const) {
    const found = await setUp(() => Promise.reject(new WampError(uri, 'x'))).principals.find(attempt())
    assert.ok(found.kind === 'refused')
    assert.deepEqual([found.reason, found.retryAfterMs], ['wamp.error.authentication_failed', retryAfterMs])
  }
})

test('while no procedure is registered the log says so, and the client may try again', async () => {
  const found = await setUp(() =>
    Promise.reject(new NotRegistered('no authenticator is registered for `app.auth` yet')),
  ).principals.find(attempt())
  assert.ok(found.kind === 'refused')
  assert.match(found.why ?? '', /no authenticator is registered for `app.auth` yet/)
  assert.equal(found.retryAfterMs, 1000)
})

/** A procedure that never answers. The realm reports it when its time is over, which is when `pass` is called. */
function silent() {
  let pass = (): void => {}
  const call: CallProcedure = (_realm, { timeoutMs }, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
      pass = () => reject(new AnswerLate(timeoutMs))
    })
  return { call, pass: () => pass() }
}

test('a procedure that is late is named in the log', async () => {
  const { call, pass } = silent()
  const found = setUp(call).principals.find(attempt())
  pass()
  const refusal = await found
  assert.ok(refusal.kind === 'refused')
  assert.match(refusal.why ?? '', /`app.auth` did not answer within 100 ms/)
})

test('log-ins beyond the maximum are refused at once with a time to retry; one that ends makes room', async () => {
  const { call, pass } = silent()
  const { principals } = setUp(call, { limit: 1 })
  const first = principals.find(attempt())
  const second = await principals.find(attempt())
  assert.ok(second.kind === 'refused')
  assert.deepEqual([second.reason, second.retryAfterMs], ['wampeter.error.limit_exceeded', 1000])
  pass()
  await first
  const third = principals.find(attempt())
  pass()
  assert.match(((await third) as { why?: string }).why ?? '', /did not answer/)
})

test('an error of the runtime is not taken for a timeout', async () => {
  const broken = setUp(() => Promise.reject(new DOMException('the data could not be cloned', 'DataCloneError')))
  await assert.rejects(broken.principals.find(attempt()), { name: 'DataCloneError' })
})

test('the role "trusted" is refused, and the refusal names the key that would allow it', async () => {
  for (const [answer, role] of [
    ['trusted', undefined],
    [{ role: 'trusted' }, undefined],
    [{}, 'trusted'],
  ] as const) {
    const found = await setUp(answering(answer), role === undefined ? {} : { role }).principals.find(attempt())
    assert.ok(found.kind === 'refused')
    assert.equal(found.reason, 'wamp.error.authentication_failed')
    assert.match(
      found.message,
      /an authenticator may not give the role "trusted" here \("allow-trusted" in the config\)/,
    )
    assert.match(found.why ?? '', /`app.auth` gave the role "trusted"; set auth\.wampcra\.allow-trusted to true/)
  }
  const found = await setUp(answering('trusted'), { allowsTrusted: true }).principals.find(attempt())
  assert.ok(found.kind === 'candidate')
  assert.equal(found.principal.authrole, 'trusted')
})

test('a key that would take too many rounds is not derived', async () => {
  const answers = [
    { role: 'user', secret: 's', salt: 'x', derive: true, iterations: 10_000_000, keylen: 512 },
    { role: 'user', secret: 's', salt: 'x', derive: true, iterations: 1_000_000, keylen: 65 },
  ]
  for (const answer of answers) {
    const found = await setUp(answering(answer), { credential: wampcraCredential }).principals.find(attempt())
    assert.ok(found.kind === 'refused')
    assert.match(found.why ?? '', /at most 2000000 are computed|from 1 to 2000000/)
  }
})

test('a log-in whose connection goes is not waited for', async () => {
  const gone = new AbortController()
  const { principals } = setUp(silent().call)
  const found = principals.find({ ...attempt(), signal: gone.signal })
  gone.abort()
  assert.equal((await found).kind, 'refused')
})
