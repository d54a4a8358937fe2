/**
 * Do topics that a session does not use cost it anything? CPU per message of `realm.route()` and delivery, with
 * 100,000 unrelated topics, registrations and sessions, compared with ten, in alternating rounds. Which realm was
 * made last may change the result by a few per cent, because it lies elsewhere in memory. `last` says which of the
 * two that is; run both orders.
 *
 * node bench/in-memory/many-topics.ts [rounds] [few|many] — prints the ratio of each round as JSON
 */
import { EMPTY_DICT, featuresOf, Payload } from '@wampeter/protocol'
import { createRouters } from '@wampeter/router'
import type { Peer } from '../../packages/router/src/realm/peer.ts'
import type { Realm } from '../../packages/router/src/realm/realm.ts'

const rounds = Number(process.argv[2] ?? 15)
const last = process.argv[3] ?? 'many'
const MESSAGES = 300_000
const allow = { call: true, register: true, publish: true, subscribe: true }
const config = {
  version: 2,
  workers: [
    { type: 'router', realms: [{ name: 'realm1', roles: [{ name: 'user', permissions: [{ uri: '*', allow }] }] }] },
  ],
}

interface Bench {
  run(): number
}

function prepare(unrelated: number): Bench {
  const [router] = createRouters(config, {})
  const realm = router?.context.realms.get('realm1')
  if (router === undefined || realm === undefined) throw new Error('the config has changed')
  const { delivery } = router.context
  let last = 0
  let delivered = 0
  const join = (): Peer => {
    const identity = {
      realm: 'realm1',
      session: ++last,
      authid: `u${last}`,
      authrole: 'user',
      authmethod: 'bench',
      authprovider: 'bench',
    }
    return realm.join(identity, {
      features: featuresOf(EMPTY_DICT),
      outlet: { frames: undefined, accept: () => void delivered++, end: () => {} },
    })
  }
  for (let made = 0; made < unrelated; made++) fill(realm, join(), made)
  const [publisher, subscriber] = [join(), join()]
  realm.route(subscriber, { kind: 'SUBSCRIBE', request: 1, options: EMPTY_DICT, topic: 'bench.topic' })
  const payload = Payload.of(['x'.repeat(100)])
  return {
    run() {
      const start = process.cpuUsage()
      for (let request = 1; request <= MESSAGES; request++) {
        delivery.apply(
          realm.route(publisher, { kind: 'PUBLISH', request, options: EMPTY_DICT, topic: 'bench.topic', payload }),
        )
      }
      const { user, system } = process.cpuUsage(start)
      if (delivered === 0) throw new Error('nothing was delivered')
      return (user + system) / MESSAGES
    },
  }
}

function fill(realm: Realm, peer: Peer, index: number): void {
  realm.route(peer, { kind: 'SUBSCRIBE', request: 1, options: EMPTY_DICT, topic: `bench.unrelated.t${index}` })
  realm.route(peer, { kind: 'REGISTER', request: 2, options: EMPTY_DICT, procedure: `bench.unrelated.p${index}` })
}

const [FEW, MANY] = [10, 100_000]
const [first, second] = last === 'many' ? [prepare(FEW), prepare(MANY)] : [prepare(MANY), prepare(FEW)]
const [few, many] = last === 'many' ? [first, second] : [second, first]
for (const bench of [few, many, few, many]) bench.run()
const pairs = Array.from({ length: rounds }, (_, round) => {
  const [a, b] = round % 2 === 0 ? [few, many] : [many, few]
  const [before, after] = [a.run(), b.run()]
  return a === few ? { few: before, many: after } : { few: after, many: before }
})
const ratios = pairs.map((pair) => pair.many / pair.few)
console.log(JSON.stringify({ ratios, fewMicros: pairs.map(({ few: micros }) => micros) }))
