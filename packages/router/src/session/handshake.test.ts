import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_DICT } from '@wampeter/protocol'
import type { Hello } from '@wampeter/protocol'
import { TestRealm } from '../realm/test-realm.ts'
import type { Authenticator, Verdict } from './authenticator.ts'
import type { TransportContext } from './context.ts'
import { Handshake } from './handshake.ts'
import type { Refusal } from './principals.ts'

const hello: Hello = { kind: 'HELLO', realm: 'test', details: { roles: EMPTY_DICT } }
const accepted: Verdict = {
  kind: 'accepted',
  principal: { authid: 'alice', authrole: 'user', authprovider: 'test' },
}

/** A handshake whose authenticator behaves as told; `welcomed` runs at WELCOME. */
function setUp(begin: Authenticator['begin'], welcomed = (): void => {}, admits = true, drains = () => false) {
  const { realm } = new TestRealm()
  const told: string[] = []
  const whys: (string | undefined)[] = []
  const context = {
    router: {
      ...{ realms: new Map([['test', realm]]), ids: { global: () => 1 } },
      get isDraining() {
        return drains()
      },
    },
    admits: () => admits,
    authenticators: new Map([['anonymous', { method: 'anonymous', begin }]]),
    asksAboutLogins: false,
  } as unknown as TransportContext
  const host = {
    challenge: () => void told.push('challenge'),
    refuse({ reason, why }: Refusal) {
      told.push(reason)
      whys.push(why)
    },
    judging: () => {},
    welcome: () => {
      told.push('welcome')
      welcomed()
    },
    loginFailed: (error: unknown) => void told.push(`failed: ${String(error)}`),
  }
  const handshake = new Handshake(context, host, { peer: 'test', framing: 'test', isSecure: false })
  return { handshake, told, whys }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('an authenticator that throws or rejects refuses this one log-in', async () => {
  const failures: readonly Authenticator['begin'][] = [
    () => {
      throw new Error('oops')
    },
    () => Promise.reject(new Error('oops')),
  ]
  for (const begin of failures) {
    const { handshake, told } = setUp(begin)
    handshake.receive(hello)
    await settled()
    assert.deepEqual(told, ['failed: Error: oops'])
  }
})

test('an exception at WELCOME is reported like any other, whether the verdict took time or not', async () => {
  for (const begin of [() => accepted, () => Promise.resolve(accepted)]) {
    const { handshake, told } = setUp(begin, () => {
      throw new Error('oops')
    })
    handshake.receive(hello)
    await settled()
    assert.deepEqual(told, ['welcome', 'failed: Error: oops'])
  }
})

test('a verdict that arrives after the connection has closed is dropped', async () => {
  const verdicts = [() => Promise.resolve(accepted), () => Promise.reject<Verdict>(new Error('oops'))]
  for (const begin of verdicts) {
    const { handshake, told } = setUp(begin)
    handshake.receive(hello)
    handshake.abandon()
    await settled()
    assert.deepEqual(told, [])
  }
})

test('a log-in is refused when the config changed meanwhile and no longer allows it', () => {
  const { handshake, told } = setUp(() => accepted, undefined, false)
  handshake.receive(hello)
  assert.deepEqual(told, ['wamp.error.authentication_failed'])
})

test('an unknown role or realm from an authenticator is refused, and the log names the procedure', () => {
  const given = { authid: 'alice', authprovider: 'dynamic', decidedBy: 'app.auth' }
  for (const [principal, reason, why] of [
    [{ ...given, authrole: 'nobody' }, 'no_such_role', 'cannot be used: realm "test" has no role "nobody"'],
    [{ ...given, authrole: 'user', realm: 'away' }, 'no_such_realm', 'cannot be used: this router has no realm "away"'],
  ] as const) {
    const { handshake, told, whys } = setUp(() => ({ kind: 'accepted', principal }))
    handshake.receive(hello)
    assert.deepEqual(told, [`wamp.error.${reason}`])
    assert.deepEqual(whys, [`the authenticator \`app.auth\` gave an answer that ${why}`])
  }
})

test('a draining router takes no new session, also when the drain began during the log-in', async () => {
  for (const [name, drains] of [
    ['before HELLO', () => true],
    ['while the authenticator judged', drainsLater()],
  ] as const) {
    const { handshake, told } = setUp(async () => accepted, undefined, true, drains)
    handshake.receive(hello)
    await settled()
    assert.deepEqual(told, ['wamp.close.system_shutdown'], name)
  }
})

function drainsLater(): () => boolean {
  let asked = 0
  return () => asked++ > 0
}
