/**
 * Compares the broker with a naive model over random histories of subscriptions by pattern, publications with all six
 * receiver lists, disclosure, acknowledgement, retained events, leaving and revocation. `FC_SEED` sets the seed of a
 * run.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { featuresOf, Payload } from '@wampeter/protocol'
import type { Dict, Id, PublishOptions, RouterMessage } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import { matches } from '../pattern.ts'
import type { Pattern } from '../pattern.ts'
import type { Peer } from '../peer.ts'
import { role, rule, sent, TestRealm } from '../test-realm.ts'

const AUTHIDS = ['ann', 'bob', 'cy'] as const
const ROLES = ['user', 'other'] as const
const TOPICS = ['a', 'a.b', 'a.b.c', 'a.c', 'b.b', 'ab'] as const

const at = fc.nat(6)
const topic = fc.constantFrom(...TOPICS)
const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  topic.map((uri): Pattern => ({ uri, match: 'exact' })),
  fc.constantFrom('', 'a', 'a.', 'a.b').map((uri): Pattern => ({ uri, match: 'prefix' })),
  fc.constantFrom('.b', 'a.', 'a..c', '..').map((uri): Pattern => ({ uri, match: 'wildcard' })),
)
const sometimes = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(value, { nil: undefined, freq: 2 })
const lists = fc.record({
  exclude: sometimes(fc.array(at, { maxLength: 3 })),
  eligible: sometimes(fc.array(at, { maxLength: 4 })),
  exclude_authid: sometimes(fc.subarray([...AUTHIDS])),
  eligible_authid: sometimes(fc.subarray([...AUTHIDS])),
  exclude_authrole: sometimes(fc.subarray([...ROLES])),
  eligible_authrole: sometimes(fc.subarray([...ROLES])),
})

const NO_LISTS: Partial<typeof lists extends fc.Arbitrary<infer One> ? One : never> = {}

const step = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ do: fc.constant('join' as const), authid: fc.constantFrom(...AUTHIDS) },
      ...{ authrole: fc.constantFrom(...ROLES), revocable: fc.boolean() },
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), at }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('subscribe' as const), at, pattern, retained: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unsubscribe' as const), at, pattern }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), at, pattern }) },
  {
    weight: 10,
    arbitrary: fc.record({
      ...{ do: fc.constant('publish' as const), at, topic, lists: fc.option(lists, { nil: NO_LISTS }) },
      ...{ excludeMe: fc.constantFrom(undefined, true, false), disclose: fc.boolean(), acknowledge: fc.boolean() },
      retain: fc.boolean(),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never
type Of<Do extends Step['do']> = Extract<Step, { do: Do }>

interface Held {
  readonly peer: Peer
  readonly pattern: Pattern
  readonly id: Id
}

interface Event {
  readonly topic: string
  readonly n: number
  readonly options: PublishOptions
  readonly publisher: Peer
  readonly publication: Id
}

const LISTS = [
  'exclude',
  'eligible',
  'exclude_authid',
  'eligible_authid',
  'exclude_authrole',
  'eligible_authrole',
] as const

/** As the specification words it. */
function hears({ options, publisher }: Event, { identity: { session, authid, authrole } }: Peer): boolean {
  if (session === publisher.id && options.exclude_me !== false) return false
  const excluded =
    options.exclude?.includes(session) === true ||
    options.exclude_authid?.includes(authid) === true ||
    options.exclude_authrole?.includes(authrole) === true
  const eligible =
    options.eligible?.includes(session) !== false &&
    options.eligible_authid?.includes(authid) !== false &&
    options.eligible_authrole?.includes(authrole) !== false
  return eligible && !excluded
}

const textOf = (dict: Dict): string =>
  Object.entries(dict)
    .map(([key, value]) => `${key}=${String(value)}`)
    .toSorted()
    .join()

function said({ identity: { session } }: { identity: { session: Id } }, message: RouterMessage): string {
  switch (message.kind) {
    case 'EVENT':
      return `${session} EVENT ${message.subscription} ${message.publication} ${textOf(message.details)} ${String(message.payload.values().args[0])}`
    case 'SUBSCRIBED':
      return `${session} SUBSCRIBED ${message.subscription}`
    case 'UNSUBSCRIBED':
      return `${session} UNSUBSCRIBED ${message.request}`
    case 'ERROR':
      return `${session} ERROR ${message.error}`
    case 'PUBLISHED':
      return `${session} PUBLISHED ${message.publication}`
    default:
      return `${session} ${message.kind}`
  }
}

class Checked {
  readonly #made = new TestRealm(ROLES.map((name) => role(name, [rule('', 'prefix')])))
  #peers: Peer[] = []
  #held: Held[] = []
  /** By topic: the newest event for all, then the later ones with lists. */
  readonly #retained = new Map<string, readonly Event[]>()
  readonly #seen = new Set<Id>()
  #sessions = 0
  #events = 0

  get #realm() {
    return this.#made.realm
  }

  /** Compares in order: for one session the order counts, and the model makes one list per session. */
  #check(effects: readonly Effect[], expected: readonly string[]): void {
    const got = sent(effects)
      .filter(([, message]) => !(message.kind === 'EVENT' && message.details.topic?.startsWith('wamp.') === true))
      .map(([peer, message]) => said(peer, message))
    const byPeer = (lines: readonly string[]) => Map.groupBy(lines, (line) => line.split(' ')[0])
    assert.deepEqual(byPeer(got), byPeer(expected))
  }

  run(one: Step): void {
    if (one.do === 'join') return this.join(one)
    const peer = this.#peers[one.at % Math.max(1, this.#peers.length)]
    if (peer === undefined) return
    if (one.do === 'leave') return this.#leave(peer)
    if (one.do === 'subscribe') return this.#subscribe(peer, one)
    if (one.do === 'unsubscribe') return this.#unsubscribe(peer, one)
    if (one.do === 'remove') return this.#remove(peer, one)
    return this.#publish(peer, one)
  }

  join({ authid, authrole, revocable }: Omit<Of<'join'>, 'do'>): void {
    const identity = { realm: 'test', session: 1_000_000 + ++this.#sessions, authid, authrole }
    const features = featuresOf({ subscriber: { features: { subscription_revocation: revocable } } })
    const outlet = { frames: undefined, accept: () => {}, end: () => {} } as const
    this.#peers.push(this.#realm.join({ ...identity, authmethod: 'test', authprovider: 'test' }, { features, outlet }))
  }

  #leave(peer: Peer): void {
    this.#peers = this.#peers.filter((one) => one !== peer)
    this.#held = this.#held.filter((one) => one.peer !== peer)
    this.#check(this.#realm.leave(peer), [])
  }

  #find({ uri, match }: Pattern, peer?: Peer): Held | undefined {
    return this.#held.find(
      (one) => one.pattern.uri === uri && one.pattern.match === match && (peer === undefined || one.peer === peer),
    )
  }

  #subscribe(peer: Peer, { pattern: { uri, match }, retained }: Of<'subscribe'>): void {
    const options = { match, get_retained: retained }
    const effects = this.#realm.route(peer, { kind: 'SUBSCRIBE', request: 1, options, topic: uri })
    const there = this.#find({ uri, match })
    const [first] = sent(effects)
    assert.ok(first?.[1].kind === 'SUBSCRIBED')
    const id = first[1].subscription
    if (there === undefined) assert.ok(!this.#held.some((one) => one.id === id))
    else assert.equal(id, there.id)
    const events = [...this.#retained]
      .filter(([name]) => retained && matches({ uri, match }, name))
      .flatMap(([, all]) => all.findLast((event) => hears(event, peer)) ?? [])
      .map((event) => this.#event({ peer, pattern: { uri, match }, id }, event, true))
    this.#check(effects, [`${peer.id} SUBSCRIBED ${id}`, ...events])
    if (this.#find({ uri, match }, peer) === undefined) this.#held.push({ peer, pattern: { uri, match }, id })
  }

  #event(
    { peer, pattern: { match }, id }: Held,
    { options, publisher, publication, n, topic: name }: Event,
    isRetained: boolean,
  ): string {
    const { session, authid, authrole } = publisher.identity
    const details = {
      ...(options.disclose_me === true && {
        publisher: session,
        publisher_authid: authid,
        publisher_authrole: authrole,
      }),
      ...(match !== 'exact' && { topic: name }),
      ...(isRetained && { retained: true }),
    }
    return `${peer.id} EVENT ${id} ${publication} ${textOf(details)} ${n}`
  }

  #unsubscribe(peer: Peer, { pattern: wanted }: Of<'unsubscribe'>): void {
    const held = this.#find(wanted, peer)
    const subscription = held?.id ?? this.#find(wanted)?.id ?? 999_999
    this.#check(this.#realm.route(peer, { kind: 'UNSUBSCRIBE', request: 1, subscription }), [
      `${peer.id} ${held === undefined ? 'ERROR wamp.error.no_such_subscription' : 'UNSUBSCRIBED 1'}`,
    ])
    this.#held = this.#held.filter((one) => one !== held)
  }

  /** Another session ends the subscription by the meta API. */
  #remove(peer: Peer, { pattern: wanted }: Of<'remove'>): void {
    const held = this.#find(wanted)
    const payload = Payload.of([held?.id ?? 999_999, held?.peer.id ?? peer.id])
    const procedure = 'wamp.subscription.remove_subscriber'
    const effects = this.#realm.route(peer, { kind: 'CALL', request: 1, options: {}, procedure, payload })
    if (held === undefined) return this.#check(effects, [`${peer.id} ERROR wamp.error.no_such_subscription`])
    const isTold = held.peer.features.has('subscriber.subscription_revocation')
    this.#check(effects, [`${peer.id} RESULT`, ...(isTold ? [`${held.peer.id} UNSUBSCRIBED 0`] : [])])
    this.#held = this.#held.filter((one) => one !== held)
  }

  #publish(peer: Peer, one: Of<'publish'>): void {
    const ids = (list: readonly number[]) => list.flatMap((index) => this.#peers[index]?.id ?? [])
    const { exclude, eligible, ...names } = one.lists
    // The model learns the id of a retained event from PUBLISHED.
    const acknowledge = one.acknowledge || one.retain
    const given: Dict = {
      ...names,
      ...(exclude !== undefined && { exclude: ids(exclude) }),
      ...(eligible !== undefined && { eligible: ids(eligible) }),
      ...{ exclude_me: one.excludeMe, disclose_me: one.disclose, acknowledge, retain: one.retain },
    }
    const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
    const n = ++this.#events
    const message = { kind: 'PUBLISH', request: 1, options, topic: one.topic, payload: Payload.of([n]) } as const
    const effects = this.#realm.route(peer, message)
    const published = sent(effects).flatMap(([, { kind, ...rest }]) =>
      (kind === 'EVENT' || kind === 'PUBLISHED') && 'publication' in rest ? [rest.publication as Id] : [],
    )
    assert.ok(new Set(published).size <= 1, 'one publication has one id')
    const [publication = 0] = published
    assert.ok(!this.#seen.has(publication), 'each publication has an id of its own')
    if (publication !== 0) this.#seen.add(publication)
    const event = { topic: one.topic, n, options, publisher: peer, publication }
    const rank = { exact: 0, prefix: 1, wildcard: 2 }
    const blanks = ({ uri }: Pattern) =>
      uri
        .split('.')
        .map((part) => (part === '' ? '1' : '0'))
        .join('')
    const heard = this.#held
      .filter((held) => matches(held.pattern, one.topic) && hears(event, held.peer))
      .toSorted(
        ({ pattern: a }, { pattern: b }) =>
          rank[a.match] - rank[b.match] ||
          (a.match === 'prefix' ? a.uri.length - b.uri.length : blanks(a).localeCompare(blanks(b))),
      )
    this.#check(effects, [
      ...(acknowledge ? [`${peer.id} PUBLISHED ${publication}`] : []),
      ...heard.map((held) => this.#event(held, event, false)),
    ])
    if (one.retain) this.#keep(event)
  }

  #keep(event: Event): void {
    const isForAll = LISTS.every((list) => event.options[list] === undefined)
    const before = this.#retained.get(event.topic) ?? []
    this.#retained.set(event.topic, isForAll ? [event] : [...before, event].slice(-16))
  }

  end(): void {
    for (const peer of [...this.#peers]) this.#leave(peer)
    const { sessions, subscriptions, shapes } = this.#realm.sizes()
    assert.deepEqual({ sessions, subscriptions, shapes }, { sessions: 0, subscriptions: 0, shapes: 0 })
    assert.equal(this.#realm.sizes().retainedEvents, [...this.#retained.values()].flat().length)
  }
}

test('the broker agrees with a naive model over any history of patterns, receiver lists and retained events', () => {
  const seed = process.env['FC_SEED']
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }), (steps) => {
      const checked = new Checked()
      for (const authid of AUTHIDS) checked.join({ authid, authrole: 'user', revocable: true })
      for (const one of steps) checked.run(one)
      checked.end()
    }),
    { numRuns: 1_000, ...(seed !== undefined && { seed: Number(seed) }) },
  )
})
