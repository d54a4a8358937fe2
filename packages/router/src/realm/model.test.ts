/**
 * Compares broker and dealer with a naive model over random histories of sessions, patterns, receiver lists, shared
 * registrations, answers, cancels, timeouts, leaving, changed permissions, removed roles and restarts. fast-check shrinks a failing history and prints its seed; the
 * environment variable `FC_SEED` sets one.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Payload } from '@wampeter/protocol'
import type { Dict, RouterMessage } from '@wampeter/protocol'
import type { Effect, Ticker } from './effect.ts'
import { matches } from './pattern.ts'
import type { Pattern } from './pattern.ts'
import type { Peer } from './peer.ts'
import { optionsFor, role, rule, settled, testClock, TestRealm } from './test-realm.ts'

const ROLES: Dict = {
  callee: { features: { call_canceling: true, progressive_call_results: true, registration_revocation: true } },
  subscriber: { features: { subscription_revocation: true } },
}
const NOTHING = { call: false, register: false, publish: false, subscribe: false }

/** The permissions that a role may have, as rules, and as the model reads them: which URIs it may use. */
const GRANTS = {
  all: { rules: [rule('', 'prefix')], may: () => true },
  'all but a.': {
    rules: [rule('', 'prefix'), rule('a.', 'prefix', NOTHING)],
    may: (text: string) => !text.startsWith('a.'),
  },
  'only a': { rules: [rule('a', 'prefix')], may: (text: string) => text.startsWith('a') },
} as const
type Grant = keyof typeof GRANTS
const NAMES = ['user', 'other'] as const
type Name = (typeof NAMES)[number]

/** The grant of each role; undefined for a role that the config does not have. */
type Config = Readonly<Record<Name, Grant | undefined>>

const rolesFor = (config: Config) =>
  NAMES.flatMap((name) => {
    const grant = config[name]
    return grant === undefined ? [] : [role(name, GRANTS[grant].rules)]
  })

/** URIs of up to four components: enough to see what a pattern of three may match. */
const UNIVERSE: readonly string[] = ((): string[] => {
  let all: string[] = ['a', 'b', 'c', 'ab', 'z']
  const parts = [...all]
  let last = all
  for (let components = 2; components <= 4; components++) {
    last = last.flatMap((start) => parts.map((part) => `${start}.${part}`))
    all = [...all, ...last]
  }
  return all
})()

const judged = new Map<string, boolean>()

/** True when a grant allows all URIs that a pattern matches. */
function allows(grant: Grant, wanted: Pattern): boolean {
  const key = `${grant} ${wanted.match} ${wanted.uri}`
  let known = judged.get(key)
  if (known === undefined) {
    const { may } = GRANTS[grant]
    known = UNIVERSE.filter((text) => matches(wanted, text)).every(may)
    judged.set(key, known)
  }
  return known
}
const TEXTS = ['a', 'a.b', 'a.b.c', 'a.c', 'b.b', 'b', 'ab'] as const

const uri = fc.constantFrom(...TEXTS)
const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  uri.map((text): Pattern => ({ uri: text, match: 'exact' })),
  fc.constantFrom('', 'a', 'a.', 'a.b').map((text): Pattern => ({ uri: text, match: 'prefix' })),
  fc.constantFrom('.b', 'a.', 'a..c', '..').map((text): Pattern => ({ uri: text, match: 'wildcard' })),
)
const at = fc.nat(7)

const grant = fc.constantFrom(...(Object.keys(GRANTS) as Grant[]))

const step = fc.oneof(
  fc.record({ do: fc.constant('join' as const), name: fc.constantFrom(...NAMES) }),
  fc.record({ do: fc.constant('leave' as const), at }),
  fc.record({ do: fc.constant('subscribe' as const), at, pattern }),
  fc.record({ do: fc.constant('unsubscribe' as const), at, pattern }),
  fc.record({
    ...{ do: fc.constant('publish' as const), at, uri, excludeMe: fc.boolean() },
    exclude: fc.option(fc.array(at, { maxLength: 3 }), { nil: undefined }),
    eligible: fc.option(fc.array(at, { maxLength: 4 }), { nil: undefined }),
  }),
  fc.record({ do: fc.constant('register' as const), at, pattern, invoke: fc.constantFrom('single', 'first', 'last') }),
  fc.record({ do: fc.constant('unregister' as const), at, pattern }),
  fc.record({ do: fc.constant('call' as const), at, uri, timeout: fc.constantFrom(0, 50) }),
  fc.record({ do: fc.constant('answer' as const), at, progress: fc.boolean() }),
  fc.record({ do: fc.constant('cancel' as const), at, mode: fc.constantFrom('skip', 'kill', 'killnowait') }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(10, 60) }),
  fc.record({
    do: fc.constant('reload' as const),
    config: fc.record({ user: grant, other: fc.oneof(grant, fc.constant(undefined)) }),
  }),
  fc.record({ do: fc.constant('restart' as const) }),
)
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

interface Held {
  readonly peer: Peer
  readonly pattern: Pattern
  readonly invoke?: string
}

interface Open {
  readonly caller: Peer
  readonly callee: Peer
  readonly request: number
  readonly invocation: number
  readonly endsAt: number
  isKilled: boolean
}

const same = (one: Pattern, other: Pattern): boolean => one.uri === other.uri && one.match === other.match

/** The real realm, and a model of plain lists that says what it should do. */
class Checked {
  #config: Config = { user: 'all', other: 'all' }
  #made = new TestRealm(rolesFor(this.#config))
  readonly #peers: Peer[] = []
  #subscriptions: Held[] = []
  #registrations: Held[] = []
  #calls: Open[] = []
  #requests = 0
  readonly #tickers = new Set<Ticker>()

  get #realm() {
    return this.#made.realm
  }

  #peer(index: number): Peer | undefined {
    return this.#peers.length === 0 ? undefined : this.#peers[index % this.#peers.length]
  }

  /** The messages of each peer, as text. The order among peers does not count. */
  #got(effects: readonly Effect[]): readonly string[] {
    for (const effect of settled(effects)) if (effect.kind === 'wake') this.#tickers.add(effect.ticker)
    return settled(effects)
      .flatMap((effect) => {
        if (effect.kind !== 'deliver') return []
        const { to, message, hears } = effect
        // The empty prefix matches the meta events too; the tests of the meta API check those.
        if (message.kind === 'EVENT' && message.details.topic?.startsWith('wamp.') === true) return []
        return [...to].filter((peer) => hears?.(peer.identity) ?? true).map((peer) => said(peer, message))
      })
      .toSorted()
  }

  #expect(effects: readonly Effect[], ...expected: readonly string[]): void {
    assert.deepEqual(this.#got(effects), expected.toSorted())
  }

  run(one: Step): void {
    if (one.do === 'join') return this.#join(one.name)
    if (one.do === 'wait') return this.#wait(one.ms)
    if (one.do === 'reload') return this.#reload(one.config)
    if (one.do === 'restart') return this.#restart()
    const peer = this.#peer(one.at)
    if (peer === undefined) return
    switch (one.do) {
      case 'leave':
        return this.#leave(peer)
      case 'subscribe':
        return this.#subscribe(peer, one.pattern)
      case 'unsubscribe':
        return this.#unsubscribe(peer, one.pattern)
      case 'publish':
        return this.#publish(peer, one)
      case 'register':
        return this.#register(peer, one)
      case 'unregister':
        return this.#unregister(peer, one.pattern)
      case 'call':
        return this.#call(peer, one)
      case 'answer':
        return this.#answer(peer, one.progress)
      case 'cancel':
        return this.#cancel(peer, one.mode)
      default:
        throw new TypeError(JSON.stringify(one satisfies never))
    }
  }

  #join(name: Name): void {
    if (this.#config[name] !== undefined) return void this.#peers.push(this.#made.join(name, ROLES))
    assert.throws(() => this.#made.join(name, ROLES), /no role/)
  }

  #allows({ role: { name } }: Peer, wanted: Pattern): boolean {
    const granted = this.#config[name as Name]
    return granted !== undefined && allows(granted, wanted)
  }

  /** Sessions without a role end; others lose what the new rules do not allow. */
  #reload(config: Config): void {
    this.#config = config
    const effects = this.#realm.reconfigure(optionsFor(rolesFor(config)))
    const gone = this.#peers.filter(({ role: { name } }) => config[name as Name] === undefined)
    const ended = effects.flatMap((effect) => (effect.kind === 'end' ? [effect.peer] : []))
    assert.deepEqual(new Set(ended), new Set(gone))
    const lost = (held: Held): boolean => !gone.includes(held.peer) && !this.#allows(held.peer, held.pattern)
    const [subscriptions, registrations] = [this.#subscriptions.filter(lost), this.#registrations.filter(lost)]
    this.#expect(
      effects,
      ...subscriptions.map(({ peer }) => `${peer.id} UNSUBSCRIBED revoked`),
      ...registrations.map(({ peer }) => `${peer.id} UNREGISTERED revoked`),
    )
    this.#subscriptions = this.#subscriptions.filter((held) => !subscriptions.includes(held))
    this.#registrations = this.#registrations.filter((held) => !registrations.includes(held))
    for (const peer of gone) this.#leave(peer)
  }

  /** As a realm that is removed from the config and added again. */
  #restart(): void {
    this.#realm.close()
    this.end()
    this.#tickers.clear()
    this.#made = new TestRealm(rolesFor(this.#config))
    for (let joined = 0; joined < 2; joined++) this.#join('user')
  }

  #subscribe(peer: Peer, { uri: topic, match }: Pattern): void {
    if (!this.#allows(peer, { uri: topic, match }))
      return this.#expect(
        this.#realm.route(peer, { kind: 'SUBSCRIBE', request: 1, options: { match }, topic }),
        `${peer.id} ERROR wamp.error.not_authorized`,
      )
    this.#expect(
      this.#realm.route(peer, { kind: 'SUBSCRIBE', request: 1, options: { match }, topic }),
      `${peer.id} SUBSCRIBED`,
    )
    const held = { peer, pattern: { uri: topic, match } }
    if (!this.#subscriptions.some((one) => one.peer === peer && same(one.pattern, held.pattern)))
      this.#subscriptions.push(held)
  }

  #unsubscribe(peer: Peer, wanted: Pattern): void {
    const id = [...(peer.subscriptions?.values() ?? [])].find(({ topic, match }) =>
      same({ uri: topic, match }, wanted),
    )?.id
    const isHeld = this.#subscriptions.some((one) => one.peer === peer && same(one.pattern, wanted))
    assert.equal(id !== undefined, isHeld)
    this.#expect(
      this.#realm.route(peer, { kind: 'UNSUBSCRIBE', request: 1, subscription: id ?? 999_999 }),
      `${peer.id} ${isHeld ? 'UNSUBSCRIBED' : 'ERROR wamp.error.no_such_subscription'}`,
    )
    this.#subscriptions = this.#subscriptions.filter((one) => one.peer !== peer || !same(one.pattern, wanted))
  }

  #publish(peer: Peer, { uri: topic, excludeMe, exclude, eligible }: Extract<Step, { do: 'publish' }>): void {
    const ids = (list: readonly number[]) => list.flatMap((index) => this.#peer(index)?.id ?? [])
    const options = {
      exclude_me: excludeMe,
      ...(exclude !== undefined && { exclude: ids(exclude) }),
      ...(eligible !== undefined && { eligible: ids(eligible) }),
    }
    const isAllowed = this.#allows(peer, { uri: topic, match: 'exact' })
    const hearers = this.#subscriptions.filter(
      (one) =>
        isAllowed &&
        matches(one.pattern, topic) &&
        !(excludeMe && one.peer === peer) &&
        options.exclude?.includes(one.peer.id) !== true &&
        options.eligible?.includes(one.peer.id) !== false,
    )
    this.#expect(
      this.#realm.route(peer, { kind: 'PUBLISH', request: 1, options, topic, payload: Payload.empty }),
      ...hearers.map((one) => `${one.peer.id} EVENT ${one.pattern.match === 'exact' ? '' : topic}`),
    )
  }

  #register(peer: Peer, { pattern: wanted, invoke }: Extract<Step, { do: 'register' }>): void {
    const options = { match: wanted.match, invoke }
    const message = { kind: 'REGISTER', request: 1, options, procedure: wanted.uri } as const
    if (!this.#allows(peer, wanted))
      return this.#expect(this.#realm.route(peer, message), `${peer.id} ERROR wamp.error.not_authorized`)
    const others = this.#registrations.filter((one) => same(one.pattern, wanted))
    const [first] = others
    const isTaken =
      first !== undefined &&
      (first.invoke === 'single' || invoke === 'single' || others.some((one) => one.peer === peer))
    const isOther = first !== undefined && !isTaken && first.invoke !== invoke
    const error = isTaken ? 'already_exists' : isOther ? 'exists_with_different_invocation_policy' : undefined
    this.#expect(
      this.#realm.route(peer, message),
      `${peer.id} ${error === undefined ? 'REGISTERED' : `ERROR wamp.error.procedure_${error}`}`,
    )
    if (error === undefined) this.#registrations.push({ peer, pattern: wanted, invoke })
  }

  #unregister(peer: Peer, wanted: Pattern): void {
    const held = [...(peer.registrations?.values() ?? [])].find(({ procedure, match }) =>
      same({ uri: procedure, match }, wanted),
    )
    this.#expect(
      this.#realm.route(peer, { kind: 'UNREGISTER', request: 1, registration: held?.id ?? 999_999 }),
      `${peer.id} ${held === undefined ? 'ERROR wamp.error.no_such_registration' : 'UNREGISTERED'}`,
    )
    this.#registrations = this.#registrations.filter((one) => one.peer !== peer || !same(one.pattern, wanted))
  }

  /**
   * The callee by the model: exact, then the longest prefix, then the wildcard with a literal at the first difference.
   */
  #calleeFor(procedure: string): Peer | undefined {
    const rank = { exact: 0, prefix: 1, wildcard: 2 }
    const blanks = ({ uri: text }: Pattern) =>
      text
        .split('.')
        .map((part) => (part === '' ? '1' : '0'))
        .join('')
    const [best] = this.#registrations
      .filter((one) => matches(one.pattern, procedure))
      .toSorted(
        ({ pattern: a }, { pattern: b }) =>
          rank[a.match] - rank[b.match] ||
          (a.match === 'prefix' ? b.uri.length - a.uri.length : blanks(a).localeCompare(blanks(b))),
      )
    if (best === undefined) return undefined
    const all = this.#registrations.filter((one) => same(one.pattern, best.pattern))
    return (best.invoke === 'last' ? all.at(-1) : all[0])?.peer
  }

  #call(caller: Peer, { uri: procedure, timeout }: Extract<Step, { do: 'call' }>): void {
    const request = ++this.#requests
    const callee = this.#calleeFor(procedure)
    const options = { timeout, receive_progress: true }
    const effects = this.#realm.route(caller, { kind: 'CALL', request, options, procedure, payload: Payload.empty })
    if (!this.#allows(caller, { uri: procedure, match: 'exact' }))
      return this.#expect(effects, `${caller.id} ERROR wamp.error.not_authorized`)
    if (callee === undefined) return this.#expect(effects, `${caller.id} ERROR wamp.error.no_such_procedure`)
    this.#expect(effects, `${callee.id} INVOCATION`)
    const invocation = [...(callee.invocations?.values() ?? [])].at(-1)?.invocation ?? 0
    const endsAt = timeout === 0 ? Infinity : testClock.ms + timeout
    this.#calls.push({ caller, callee, request, invocation, endsAt, isKilled: false })
  }

  #answer(callee: Peer, progress: boolean): void {
    const call = this.#calls.find((one) => one.callee === callee)
    if (call === undefined) return
    const yielded = { kind: 'YIELD', request: call.invocation, options: { progress }, payload: Payload.empty } as const
    const effects = this.#realm.route(callee, yielded)
    if (progress && call.isKilled) return this.#expect(effects)
    this.#expect(effects, `${call.caller.id} RESULT${progress ? ' progress' : ''}`)
    this.#calls = this.#calls.filter((one) => one !== call)
    if (progress) this.#calls.push({ ...call, endsAt: call.endsAt === Infinity ? Infinity : testClock.ms + 50 })
  }

  #cancel(caller: Peer, mode: string): void {
    const call = this.#calls.find((one) => one.caller === caller)
    if (call === undefined) return
    const effects = this.#realm.route(caller, { kind: 'CANCEL', request: call.request, options: { mode } })
    if (call.isKilled) return this.#expect(effects)
    const interrupted = mode === 'skip' ? [] : [`${call.callee.id} INTERRUPT ${mode}`]
    if (mode === 'kill') {
      call.isKilled = true
      return this.#expect(effects, ...interrupted)
    }
    this.#calls = this.#calls.filter((one) => one !== call)
    this.#expect(effects, ...interrupted, `${caller.id} ERROR wamp.error.canceled`)
  }

  #wait(ms: number): void {
    testClock.ms += ms
    const late = this.#calls.filter(({ endsAt }) => endsAt <= testClock.ms)
    this.#calls = this.#calls.filter((one) => !late.includes(one))
    this.#expect(
      [...this.#tickers].flatMap((ticker) => ticker.tick(testClock.ms)),
      ...late.flatMap(({ caller, callee }) => [
        `${caller.id} ERROR wamp.error.timeout`,
        `${callee.id} INTERRUPT killnowait`,
      ]),
    )
  }

  #leave(peer: Peer): void {
    this.#peers.splice(this.#peers.indexOf(peer), 1)
    const orphans = this.#calls.filter((one) => one.callee === peer && one.caller !== peer)
    const own = this.#calls.filter((one) => one.caller === peer && one.callee !== peer)
    this.#calls = this.#calls.filter((one) => one.callee !== peer && one.caller !== peer)
    this.#subscriptions = this.#subscriptions.filter((one) => one.peer !== peer)
    this.#registrations = this.#registrations.filter((one) => one.peer !== peer)
    this.#expect(
      this.#realm.leave(peer),
      ...orphans.map(({ caller }) => `${caller.id} ERROR wamp.error.canceled`),
      ...own.map(({ callee }) => `${callee.id} INTERRUPT killnowait`),
    )
  }

  /** Checks that no table holds anything after all sessions have left. */
  end(): void {
    const all = [...this.#peers]
    for (const peer of all) this.#leave(peer)
    for (const peer of all) {
      assert.equal(peer.calls?.size ?? 0, 0)
      assert.equal(peer.subscriptions?.size ?? 0, 0)
      assert.equal(peer.registrations?.size ?? 0, 0)
    }
    assert.ok([...this.#tickers].every(({ deadline }) => deadline === undefined))
    assert.deepEqual(this.#realm.sizes(), EMPTY)
  }
}

const EMPTY = {
  ...{ sessions: 0, subscriptions: 0, registrations: 0, shapes: 0 },
  ...{ deadlines: 0, questions: 0, retainedEvents: 0, heldBytes: 0 },
}

function said({ identity: { session } }: { identity: { session: number } }, message: RouterMessage): string {
  if (message.kind === 'ERROR') return `${session} ERROR ${message.error}`
  if (message.kind === 'EVENT') return `${session} EVENT ${message.details.topic ?? ''}`
  if (message.kind === 'INTERRUPT') return `${session} INTERRUPT ${message.options.mode}`
  if (message.kind === 'UNSUBSCRIBED' || message.kind === 'UNREGISTERED')
    return `${session} ${message.kind}${message.request === 0 ? ' revoked' : ''}`
  return `${session} ${message.kind}${message.kind === 'RESULT' && message.details.progress === true ? ' progress' : ''}`
}

test('broker and dealer agree with a model of plain lists, over any history with reloads and restarts', () => {
  const seed = process.env['FC_SEED']
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }), (steps) => {
      const checked = new Checked()
      for (let joined = 0; joined < 3; joined++) checked.run({ do: 'join', name: 'user' })
      for (const one of steps) checked.run(one)
      checked.end()
    }),
    { numRuns: 1_000, ...(seed !== undefined && { seed: Number(seed) }) },
  )
})
