/** Each option of the protocol that is not built yet, and what who uses it is told. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ProtocolViolation } from '@wampeter/protocol'
import type { Dict } from '@wampeter/protocol'
import type { RoutedMessage } from './realm.ts'
import { answer, call, first, notes, publish, register, sent, subscribe, TestRealm } from './test-realm.ts'

const OPTION = 'wamp.error.option_not_allowed'
const VALUE = 'wamp.error.invalid_argument'

type Row = readonly [option: string, value: unknown, error: string | undefined]

const passthru: readonly Row[] = [
  ['ppt_scheme', 'x_mine', OPTION],
  ['ppt_scheme', '', undefined],
  ['ppt_serializer', 'cbor', OPTION],
  ['ppt_cipher', 'aes256gcm', OPTION],
  ['ppt_keyid', 'k', OPTION],
]

const disclosed: Row = ['disclose_me', true, undefined]

/** What everybody ignores: of router links, of sharding, and what nobody knows. */
const ignored: readonly Row[] = [
  ['forward_for', [], undefined],
  ['rkey', 'a', undefined],
  ['nkey', 'a', undefined],
  ['runmode', 'partition', undefined],
  ['x_mine', true, undefined],
  ['__proto__', true, undefined],
  ['constructor', true, undefined],
  ['toString', true, undefined],
]

const match: readonly Row[] = [
  ['match', 'exact', undefined],
  ['match', 'prefix', OPTION],
  ['match', 'wildcard', OPTION],
  ['match', 'sideways', VALUE],
  ['match', '', VALUE],
]

const table: Readonly<Record<'SUBSCRIBE' | 'PUBLISH' | 'REGISTER' | 'CALL', readonly Row[]>> = {
  SUBSCRIBE: [...match, ...ignored, ['get_retained', true, OPTION], ['get_retained', false, undefined]],
  PUBLISH: [
    ...passthru,
    ...ignored,
    disclosed,
    ['retain', true, OPTION],
    ['retain', false, undefined],
    ...['exclude', 'exclude_authid', 'exclude_authrole', 'eligible', 'eligible_authid', 'eligible_authrole'].flatMap(
      (option): readonly Row[] => [
        [option, ['a'], OPTION],
        [option, [], OPTION],
      ],
    ),
  ],
  REGISTER: [
    ...match,
    ...ignored,
    ['invoke', 'single', undefined],
    ...['first', 'last', 'roundrobin', 'random'].map((policy): Row => ['invoke', policy, OPTION]),
    ['invoke', 'load', VALUE],
    ['concurrency', 1, OPTION],
    ['force_reregister', true, OPTION],
    ['force_reregister', false, undefined],
    ['disclose_caller', true, OPTION],
    ['disclose_caller', false, undefined],
    ['forward_timeout', true, OPTION],
    ['forward_timeout', false, undefined],
  ],
  CALL: [
    ...passthru,
    ...ignored,
    disclosed,
    ['timeout', 1, OPTION],
    ['timeout', 0, undefined],
    ['receive_progress', true, OPTION],
    ['receive_progress', false, undefined],
    ['progress', true, OPTION],
    ['progress', false, undefined],
  ],
}

/** Everything announced that a peer must announce before it uses it. */
const ROLES: Dict = {
  publisher: { features: { payload_passthru_mode: true } },
  caller: { features: { payload_passthru_mode: true, progressive_call_invocations: true } },
  callee: { features: { payload_passthru_mode: true } },
}

const makers: Readonly<Record<keyof typeof table, (options: Dict) => RoutedMessage>> = {
  SUBSCRIBE: (options) => subscribe('topic', options),
  PUBLISH: (options) => publish('topic', { acknowledge: true, ...options }),
  REGISTER: (options) => register('free', options),
  CALL: (options) => call('taken', options),
}

function setUp(roles = ROLES) {
  const made = new TestRealm()
  const { realm } = made
  const peer = made.join('user', roles)
  realm.route(peer, register('taken'))
  const errorOf = (message: RoutedMessage): string | undefined => {
    const errors = sent(realm.route(peer, message)).flatMap(([, each]) => (each.kind === 'ERROR' ? [each.error] : []))
    return errors[0]
  }
  return { realm, peer, errorOf }
}

for (const [kind, rows] of Object.entries(table) as [keyof typeof table, readonly Row[]][]) {
  for (const [option, value, error] of rows) {
    const end = error === undefined ? 'changes nothing' : `gets ${error}`
    test(`${kind} with ${option} ${JSON.stringify(value)} ${end}`, () => {
      const options = Object.defineProperty({}, option, { value, enumerable: true }) as Dict
      assert.equal(setUp().errorOf(makers[kind](options)), error)
    })
  }
}

test('an unacknowledged PUBLISH with an option that is not built reaches nobody, and is noted', () => {
  const { realm, peer } = setUp()
  realm.route(peer, subscribe('topic'))
  for (const options of [{ eligible: [1] }, { retain: true }, { ppt_scheme: 'x_mine' }]) {
    const effects = realm.route(peer, publish('topic', { exclude_me: false, ...options }))
    assert.deepEqual(sent(effects), [])
    assert.match(notes(effects).join(), /publish_refused: PUBLISH dropped: the option .* is not available/)
  }
})

test('what had to be announced and was not is a violation, for each message that may carry it', () => {
  const { realm, peer } = setUp({})
  const invoked = (): number => first(realm.route(peer, call('taken')), 'INVOCATION').request
  const sealed = { ppt_scheme: 'x_mine' }
  const violations: readonly RoutedMessage[] = [
    publish('topic', sealed),
    call('taken', sealed, 50),
    call('taken', { progress: true }, 51),
    { ...answer({ request: invoked() }, 1), options: sealed },
    {
      kind: 'ERROR',
      requestType: 68,
      request: 1,
      details: sealed,
      error: 'app.error',
      payload: answer({ request: 1 }, 1).payload,
    },
  ]
  for (const message of violations) assert.throws(() => realm.route(peer, message), ProtocolViolation, message.kind)
})

test('cancelling is not built: a call under way says so, a mode that does not exist is told first', () => {
  const { realm, peer, errorOf } = setUp()
  realm.route(peer, call('taken'))
  const cancel = (options: Dict, request = 4): RoutedMessage => ({ kind: 'CANCEL', request, options })
  for (const mode of ['skip', 'kill', 'killnowait'])
    assert.equal(errorOf(cancel({ mode })), 'wamp.error.feature_not_supported')
  assert.equal(errorOf(cancel({})), 'wamp.error.feature_not_supported')
  assert.equal(errorOf(cancel({ mode: 'gently' })), VALUE)
  assert.equal(errorOf(cancel({ mode: 'gently' }, 99)), undefined)
})
