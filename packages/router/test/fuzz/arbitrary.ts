/** Random steps of sessions: well-formed messages, and messages that are odd in one place. */
import fc from 'fast-check'

/** The elements of a message, as values. */
export type Wire = readonly unknown[]

/** The configs of the router. */
export const CONFIG_NAMES = [
  'plain',
  'rules instead of an authorizer',
  'without a role',
  'small limits',
  'no realm',
] as const
export type ConfigName = (typeof CONFIG_NAMES)[number]

/** What a session does. Without a connection it opens one and logs in first. */
export type Step = { readonly at: number } & (
  | { readonly do: 'send'; readonly wires: readonly Wire[] }
  /** On a new connection, without a polite log-in. */
  | { readonly do: 'log in'; readonly wires: readonly Wire[] }
  /** Several messages in a frame that is not what its framing wants. */
  | { readonly do: 'send oddly'; readonly wires: readonly Wire[]; readonly how: OddFrame }
  | { readonly do: 'turn' }
  /** The config changes while sessions go on. */
  | { readonly do: 'reload'; readonly to: ConfigName }
  | { readonly do: 'cut' }
)

/** What becomes of a frame: its share that is sent, and the bytes that follow. */
export interface OddFrame {
  readonly cut: number
  readonly more: readonly number[]
}

/** In place of an id: one that this session knows. A message with an id that it does not know yet is not sent. */
export interface Ref {
  readonly ref: 'new request' | 'call' | 'invocation' | 'subscription' | 'registration' | 'session'
  /** Counted from the newest. */
  readonly nth: number
}

export const isRef = (value: unknown): value is Ref => typeof value === 'object' && value !== null && 'ref' in value

const URIS = ['a', 'a.b', 'app.judge']
const ODD_URIS = ['a..c', 'a.', '', '.', 'wamp.session.on_join', 'wamp.x', 'a b', 'a#', 'a'.repeat(1_100)]
const META = [
  ...['count', 'list', 'get', 'kill', 'kill_by_authid', 'kill_by_authrole', 'add_testament', 'flush_testaments'].map(
    (name) => `wamp.session.${name}`,
  ),
  ...['list', 'lookup', 'match', 'get', 'list_subscribers', 'count_subscribers', 'remove_subscriber', 'get_events'].map(
    (name) => `wamp.subscription.${name}`,
  ),
  ...['list', 'lookup', 'match', 'get', 'list_callees', 'count_callees', 'remove_callee'].map(
    (name) => `wamp.registration.${name}`,
  ),
  'wampeter.permissions.forget',
]
const ERRORS = ['wamp.error.unavailable', 'wamp.error.canceled', 'app.error', 'not a uri', '']

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    '',
    [],
    {},
    -1,
    0,
    1.5,
    2 ** 53,
    2 ** 53 + 2,
    -(2 ** 63),
    1e300,
    '1',
    'x',
  ),
  fc.constantFrom<unknown>([null], [1, 'a'], [-1], { a: null }, JSON.parse('{"__proto__":1}'), '\u0000AAAA'),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.array(fc.constantFrom<unknown>(1, 'a', null, {}), { maxLength: 3 }),
)
const uri = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(...URIS) },
  { weight: 12, arbitrary: fc.constantFrom(...ODD_URIS) },
  { weight: 1, arbitrary: odd },
)
const small = fc.integer({ min: 1, max: 6 })
const oddId = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(small, fc.constantFrom(2 ** 53, 2 ** 32, 77)) },
  { weight: 1, arbitrary: odd },
)
const known = (ref: Ref['ref']): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 40, arbitrary: fc.record({ ref: fc.constant(ref), nth: fc.nat(2) }) },
    { weight: 1, arbitrary: oddId },
  )
const request = known('new request')
const id = fc.oneof(
  { weight: 20, arbitrary: small },
  { weight: 20, arbitrary: fc.record({ ref: fc.constant('session' as const), nth: fc.nat(4) }) },
  { weight: 1, arbitrary: oddId },
)
const ids = fc.array(id, { maxLength: 4 })
const texts = fc.array(fc.constantFrom('guest', 'judged', 'a', ''), { maxLength: 3 })
const flag = fc.boolean()
const passthru = {
  ppt_scheme: fc.constantFrom('x_a', 'mqtt', ''),
  ppt_serializer: fc.constantFrom('json', 'native'),
  ppt_cipher: fc.constantFrom('aes256gcm'),
  ppt_keyid: fc.constantFrom('1'),
}

/** Known options, mostly of their own type; sometimes one is odd, or unknown. */
function options(known: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  const names = Object.keys(known)
  const own = fc.record({ ...known }, { requiredKeys: [] })
  const strange = fc.tuple(
    own,
    fc.oneof(
      fc.constantFrom(...(names.length > 0 ? names : ['x'])),
      fc.constantFrom('x_odd', '__proto__', 'forward_for'),
    ),
    odd,
  )
  return fc.oneof(
    { weight: 24, arbitrary: fc.constant({}) },
    { weight: 36, arbitrary: own },
    {
      weight: 1,
      arbitrary: strange.map(([given, name, value]) => Object.fromEntries([...Object.entries(given), [name, value]])),
    },
    { weight: 1, arbitrary: fc.constantFrom<unknown>([], null, 'x', 7, [1]) },
  )
}

const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(2 ** 53 + 2, -(2 ** 63), '\u0000AAAA', { args: [1] }),
)
const payload: fc.Arbitrary<Wire> = fc.oneof(
  { weight: 40, arbitrary: fc.constant([]) },
  { weight: 80, arbitrary: fc.array(value, { maxLength: 3 }).map((args) => [args]) },
  {
    weight: 30,
    arbitrary: fc.dictionary(fc.string({ maxLength: 4 }), value, { maxKeys: 3 }).map((kwargs) => [[], kwargs]),
  },
  { weight: 1, arbitrary: fc.constantFrom<Wire>([null], [[], null], [{}], ['x'], [[], {}, 1], [[], []]) },
)

const match = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('exact', 'prefix', 'wildcard') },
  { weight: 1, arbitrary: fc.constant('regex') },
)
const metaCall = fc
  .tuple(
    fc.constantFrom(...META),
    fc.array(
      fc.oneof(id, uri, texts, fc.constant({ match: 'prefix' }), fc.constant({ acknowledge: true, retain: true })),
      {
        maxLength: 5,
      },
    ),
  )
  .map(([procedure, args]): Wire => [48, { ref: 'new request', nth: 0 }, {}, procedure, args])

const send = (...elements: readonly fc.Arbitrary<unknown>[]): fc.Arbitrary<Wire> => fc.tuple(...elements)
const withPayload = (head: fc.Arbitrary<Wire>): fc.Arbitrary<Wire> =>
  fc.tuple(head, payload).map(([elements, tail]) => [...elements, ...tail])
const code = (kind: number): fc.Arbitrary<unknown> => fc.constant(kind)

const SUBSCRIBE = send(code(32), request, options({ match, get_retained: flag }), uri)
const PUBLISH = withPayload(
  send(
    code(16),
    request,
    options({
      ...{ acknowledge: flag, exclude_me: flag, disclose_me: flag, retain: flag, ...passthru },
      ...{ exclude: ids, eligible: ids, exclude_authid: texts, eligible_authid: texts },
      ...{ exclude_authrole: texts, eligible_authrole: texts },
    }),
    uri,
  ),
)
const REGISTER = send(
  code(64),
  request,
  options({
    ...{
      match,
      invoke: fc.constantFrom(
        'single',
        'first',
        'last',
        'roundrobin',
        'random',
        'roundrobin',
        'random',
        'first',
        'last',
        'load',
      ),
    },
    ...{
      concurrency: fc.constantFrom(0, 1, 1, 2, 2, 3),
      force_reregister: flag,
      disclose_caller: flag,
      forward_timeout: flag,
    },
  }),
  uri,
)
const CALL = withPayload(
  send(
    code(48),
    fc.oneof({ weight: 12, arbitrary: request }, { weight: 2, arbitrary: known('call') }),
    options({
      ...{
        timeout: fc.constantFrom(0, 0, 1, 1, 5, 2 ** 53),
        receive_progress: flag,
        progress: flag,
        disclose_me: flag,
      },
      ...passthru,
    }),
    uri,
  ),
)
const YIELD = withPayload(send(code(70), known('invocation'), options({ progress: flag, ...passthru })))
const ERROR = withPayload(
  send(
    code(8),
    fc.oneof({ weight: 15, arbitrary: code(68) }, { weight: 1, arbitrary: code(48) }),
    known('invocation'),
    options({}),
    fc.constantFrom(...ERRORS),
  ),
)
const CANCEL = send(
  code(49),
  known('call'),
  options({ mode: fc.constantFrom('skip', 'kill', 'killnowait', 'skip', 'kill', 'other') }),
)

/** Messages of every kind, in any state. Those that end a session are rare, so that histories are long. */
const wire: fc.Arbitrary<Wire> = fc.oneof(
  { weight: 12, arbitrary: SUBSCRIBE },
  { weight: 5, arbitrary: send(code(34), request, known('subscription')) },
  { weight: 14, arbitrary: PUBLISH },
  { weight: 12, arbitrary: REGISTER },
  { weight: 4, arbitrary: send(code(66), request, known('registration')) },
  { weight: 18, arbitrary: CALL },
  { weight: 6, arbitrary: metaCall },
  { weight: 14, arbitrary: YIELD },
  { weight: 5, arbitrary: ERROR },
  { weight: 6, arbitrary: CANCEL },
  { weight: 1, arbitrary: send(code(337), id) },
  { weight: 1, arbitrary: send(code(6), options({}), uri) },
  {
    weight: 1,
    arbitrary: fc.oneof(
      send(code(1), uri, fc.constant({ roles: { caller: {} } })),
      send(code(5), fc.constant('x'), fc.constant({})),
      send(code(3), fc.constant({}), uri),
      send(
        fc.constantFrom<unknown>(2, 4, 17, 33, 36, 50, 65, 68, 69, 7, 0, -1, 1.5, '32', null),
        id,
        fc.constant({}),
        uri,
      ),
      fc.array(odd, { maxLength: 4 }),
    ),
  },
)

const roles = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom<unknown>({ caller: {} }, { caller: { features: { call_canceling: 1 } }, x: 7 }),
  },
  { weight: 1, arbitrary: odd },
)
/** A value of its own type, or rarely an odd one. */
const mostly = (...values: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 30, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: odd })

const HELLO = send(
  code(1),
  mostly('realm1', 'realm1', 'realm1', 'realm1', 'realm1', 'realm2', ''),
  fc.record(
    {
      roles,
      authmethods: fc.oneof(
        { weight: 20, arbitrary: fc.subarray(['ticket', 'wampcra', 'anonymous', 'cryptosign', 'x'], { minLength: 1 }) },
        { weight: 1, arbitrary: odd },
      ),
      authid: mostly('joe', 'joe', 'nobody', '', null),
      authrole: mostly('guest', 'trusted', null),
      authextra: mostly({}, null),
    },
    { requiredKeys: ['roles'] },
  ),
)
const AUTHENTICATE = send(code(5), fc.constantFrom<unknown>('secret', 'wrong', '', 7), options({}))

/** The messages of a log-in, in any order. */
const early: fc.Arbitrary<Wire> = fc.oneof(
  { weight: 8, arbitrary: HELLO },
  { weight: 6, arbitrary: AUTHENTICATE },
  { weight: 1, arbitrary: send(code(3), options({}), uri) },
  { weight: 1, arbitrary: send(code(6), options({}), uri) },
  { weight: 1, arbitrary: wire },
)

/** The number of sessions of a history. */
export const SESSIONS = 7

const at = fc.nat(SESSIONS - 1)

/** What happens in one history. */
export const histories: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record({
        do: fc.constant('send' as const),
        at,
        wires: fc.array(wire, { minLength: 1, maxLength: 3 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('log in' as const),
        at,
        wires: fc.tuple(HELLO, fc.array(early, { maxLength: 4 })).map(([first, rest]) => [first, ...rest]),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('send oddly' as const),
        at,
        wires: fc.array(wire, { maxLength: 3 }),
        how: fc.record({
          cut: fc.constantFrom(0, 0.3, 0.6, 0.99, 1),
          more: fc.array(fc.constantFrom(0, 1, 4, 0x18, 0x1e, 0x5b, 0x7f, 0xff), { maxLength: 6 }),
        }),
      }),
    },
    { weight: 6, arbitrary: fc.record({ do: fc.constant('turn' as const), at }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('cut' as const), at }) },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('reload' as const),
        at,
        to: fc.constantFrom('plain', 'plain', 'plain', ...CONFIG_NAMES.slice(0, 4), ...CONFIG_NAMES),
      }),
    },
  ),
  { minLength: 20, maxLength: 160, size: 'max' },
)
