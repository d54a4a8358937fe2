/**
 * What do patterns cost that a message does not match? CPU per publication and per call, with 100,000 prefix and
 * wildcard patterns of other sessions present, compared with ten, in alternating rounds; and with every shape of
 * wildcards that a realm allows.
 *
 * node bench/in-memory/patterns.ts [rounds] — prints the microseconds more of each round as JSON
 */
import { EMPTY_DICT, featuresOf, Payload } from '@wampeter/protocol'
import type { MatchPolicy } from '@wampeter/protocol'
import { createRouters } from '@wampeter/router'
import type { Peer } from '../../packages/router/src/realm/peer.ts'
import type { Realm } from '../../packages/router/src/realm/realm.ts'

const rounds = Number(process.argv[2] ?? 11)
const MESSAGES = 100_000
const allow = { call: true, register: true, publish: true, subscribe: true }
/** Room for 100,000 registrations of a few sessions. */
const REALM = { name: 'realm1', limits: { table_bytes: 2 ** 28 } }
const config = {
  version: 2,
  workers: [{ type: 'router', realms: [{ ...REALM, roles: [{ name: 'user', permissions: [{ uri: '*', allow }] }] }] }],
}
/** As many components as the patterns of all shapes have. */
const URI = 'bench.topic.one.a.b.c.d.e.f'
const COMPONENTS = URI.split('.').length
const payload = Payload.of(['x'.repeat(100)])

/** How a session asks for a pattern, and how another one uses the URI. */
interface Kind {
  add(realm: Realm, peer: Peer, wanted: { readonly uri: string; readonly match: MatchPolicy }): void
  use(realm: Realm, peer: Peer, request: number): ReturnType<Realm['route']>
  /** Ends what `use` began. */
  finish(realm: Realm, peer: Peer, count: number): void
}

function granted([answer]: ReturnType<Realm['route']>): void {
  if (answer?.kind !== 'deliver' || answer.message.kind === 'ERROR') throw new Error(JSON.stringify(answer))
}

const EVENTS: Kind = {
  add: (realm, peer, { uri, match }) =>
    granted(realm.route(peer, { kind: 'SUBSCRIBE', request: 1, options: { match }, topic: uri })),
  use: (realm, peer, request) =>
    realm.route(peer, { kind: 'PUBLISH', request, options: EMPTY_DICT, topic: URI, payload }),
  finish: () => {},
}

const CALLS: Kind = {
  add: (realm, peer, { uri, match }) =>
    granted(realm.route(peer, { kind: 'REGISTER', request: 1, options: { match }, procedure: uri })),
  use: (realm, peer, request) =>
    realm.route(peer, { kind: 'CALL', request, options: EMPTY_DICT, procedure: URI, payload }),
  finish: (realm, callee, request) =>
    void realm.route(callee, { kind: 'YIELD', request, options: EMPTY_DICT, payload: Payload.empty }),
}

interface Bench {
  /** Microseconds of CPU per message. */
  run(): number
}

function prepare(kind: Kind, patterns: (realm: Realm, join: () => Peer) => void): Bench {
  const [router] = createRouters(config, {})
  const realm = router?.context.realms.get('realm1')
  if (router === undefined || realm === undefined) throw new Error('the config has changed')
  const { delivery } = router.context
  let last = 0
  let delivered = 0
  const join = (): Peer => {
    const identity = { realm: 'realm1', session: ++last, authid: `u${last}`, authrole: 'user' }
    return realm.join(
      { ...identity, authmethod: 'bench', authprovider: 'bench' },
      {
        features: featuresOf(EMPTY_DICT),
        outlet: { frames: undefined, accept: () => void delivered++, end: () => {} },
      },
    )
  }
  patterns(realm, join)
  const [user, provider] = [join(), join()]
  // For calls the least specific pattern, so that every other one is looked at first.
  kind.add(realm, provider, { uri: '.'.repeat(COMPONENTS - 1), match: 'wildcard' })
  let request = 0
  return {
    run() {
      delivered = 0
      const start = process.cpuUsage()
      for (let count = 0; count < MESSAGES; count++) {
        delivery.apply(kind.use(realm, user, ++request))
        kind.finish(realm, provider, request)
      }
      const { user: own, system } = process.cpuUsage(start)
      if (delivered < MESSAGES) throw new Error(`only ${delivered} of ${MESSAGES} messages arrived`)
      return (own + system) / MESSAGES
    },
  }
}

/** Half of them prefixes, half wildcards of three shapes. */
const unmatched = (kind: Kind, count: number) => (realm: Realm, join: () => Peer) => {
  for (let made = 0; made < count; made += 1_000) {
    const peer = join()
    for (let index = made; index < Math.min(count, made + 1_000); index++) {
      const shape = ['bench..', 'bench.u', '.other.'][index % 3] ?? ''
      if (index % 2 === 0) kind.add(realm, peer, { uri: `bench.unrelated.p${index}.`, match: 'prefix' })
      else kind.add(realm, peer, { uri: `${shape}${index}.three`, match: 'wildcard' })
    }
  }
}

/** As many shapes as a realm takes beside the one of the provider: 16 per session. */
const shapes = (kind: Kind) => (realm: Realm, join: () => Peer) => {
  let peer = join()
  for (let shape = 0; shape < 255; shape++) {
    if (shape % 16 === 0) peer = join()
    const bits = shape.toString(2).padStart(8, '0')
    const uri = [...bits].map((bit, index) => (bit === '0' ? `c${index}` : '')).join('.')
    kind.add(realm, peer, { uri: `bench.${uri}`, match: 'wildcard' })
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const results = Object.entries({ publication: EVENTS, call: CALLS }).map(([name, kind]) => {
  const few = prepare(kind, unmatched(kind, 10))
  const others = {
    '100,000 patterns': prepare(kind, unmatched(kind, 100_000)),
    'all shapes of wildcards': prepare(kind, shapes(kind)),
  }
  for (const bench of [few, ...Object.values(others), few]) bench.run()
  const more: Record<string, number[]> = {}
  const fewMicros: number[] = []
  for (let round = 0; round < rounds; round++) {
    const base = few.run()
    fewMicros.push(base)
    for (const [title, bench] of Object.entries(others)) (more[title] ??= []).push(bench.run() - base)
  }
  return {
    name,
    withTen: median(fewMicros),
    more: Object.fromEntries(Object.entries(more).map(([title, list]) => [title, median(list)])),
  }
})
console.log(JSON.stringify(results))
