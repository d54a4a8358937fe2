/**
 * The cost of a cached answer of an authorizer compared with a static rule, and of the meta API without listeners:
 * CPU per PUBLISH of `realm.route()` and delivery, in alternating rounds. `last` says which of the two realms is made
 * last, as in many-topics.ts; run both orders.
 *
 * node bench/in-memory/permissions.ts [rounds] [base|other] — prints the ratios of each round as JSON
 */
import { EMPTY_DICT, featuresOf, Payload } from '@wampeter/protocol'
import type { RouterMessage } from '@wampeter/protocol'
import { createRouters } from '@wampeter/router'
import type { Peer } from '../../packages/router/src/realm/peer.ts'

const rounds = Number(process.argv[2] ?? 15)
const last = process.argv[3] ?? 'other'
const MESSAGES = 300_000
const allow = { call: true, register: true, publish: true, subscribe: true }
const everything = [{ uri: '*', allow }]

interface Variant {
  readonly role: object
  readonly metaApi: boolean
}

/** Publishes to one subscriber, as a session of the given role. */
function prepare({ role, metaApi }: Variant): () => number {
  const roles = [
    { name: 'judge', permissions: everything },
    { name: 'user', ...role },
  ]
  const realms = [{ name: 'realm1', roles, options: { enable_meta_api: metaApi } }]
  const [router] = createRouters({ version: 2, workers: [{ type: 'router', realms }] }, {})
  const realm = router?.context.realms.get('realm1')
  if (router === undefined || realm === undefined) throw new Error('the config has changed')
  const { delivery } = router.context
  let last = 0
  let delivered = 0
  const join = (authrole: string, accept: (message: RouterMessage) => void): Peer => {
    const session = ++last
    const identity = { realm: 'realm1', session, authid: 'a', authrole, authmethod: 'bench', authprovider: 'bench' }
    return realm.join(identity, {
      features: featuresOf(EMPTY_DICT),
      outlet: { frames: undefined, accept, end: () => {} },
    })
  }
  const answers: number[] = []
  const judge = join('judge', (message) => void (message.kind === 'INVOCATION' && answers.push(message.request)))
  const subscriber = join('judge', () => void delivered++)
  const publisher = join('user', () => {})
  const route: typeof realm.route = (peer, message) => realm.route(peer, message)
  delivery.apply(route(judge, { kind: 'REGISTER', request: 1, options: EMPTY_DICT, procedure: 'app.may' }))
  delivery.apply(route(subscriber, { kind: 'SUBSCRIBE', request: 1, options: EMPTY_DICT, topic: 'bench.topic' }))
  const payload = Payload.of(['x'.repeat(100)])
  const publish = (request: number): void =>
    delivery.apply(route(publisher, { kind: 'PUBLISH', request, options: EMPTY_DICT, topic: 'bench.topic', payload }))
  publish(1)
  for (const request of answers) {
    const verdict = Payload.of([{ allow: true, cache: true }])
    delivery.apply(route(judge, { kind: 'YIELD', request, options: EMPTY_DICT, payload: verdict }))
  }
  return () => {
    const before = delivered
    const start = process.cpuUsage()
    for (let request = 2; request <= MESSAGES + 1; request++) publish(request)
    const { user, system } = process.cpuUsage(start)
    if (delivered - before !== MESSAGES) throw new Error('not everything was delivered')
    return (user + system) / MESSAGES
  }
}

/** The ratio of the second to the first, for each round. */
function compare(one: Variant, other: Variant): readonly number[] {
  const made = last === 'other' ? [prepare(one), prepare(other)] : [prepare(other), prepare(one)]
  const [first, second] = (last === 'other' ? made : made.toReversed()) as [() => number, () => number]
  for (const run of [first, second, first, second]) run()
  return Array.from({ length: rounds }, (_, round) => {
    if (round % 2 === 0) {
      const base = first()
      return second() / base
    }
    const cost = second()
    return cost / first()
  })
}

const ruled = { permissions: everything }
const cached = compare({ role: ruled, metaApi: true }, { role: { authorizer: 'app.may' }, metaApi: true })
const meta = compare({ role: ruled, metaApi: true }, { role: ruled, metaApi: false })
console.log(JSON.stringify({ cached, meta }))
