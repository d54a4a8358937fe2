/** The wiring diagram of a realm: makes its parts and gives each part the others that it needs. */
import type { Uri } from '@wampeter/protocol'
import { RouterCaller } from './asking/router-caller.ts'
import { Broker } from './broker/broker.ts'
import { RetainedEvents } from './broker/retained.ts'
import { Subscribing } from './broker/subscribing.ts'
import { Answering } from './dealer/answering.ts'
import { Dealer } from './dealer/dealer.ts'
import { Endings } from './dealer/endings.ts'
import { Registering } from './dealer/registering.ts'
import { Deadlines } from './deadlines.ts'
import type { Holdings } from './holdings.ts'
import type { Sources } from './ids.ts'
import { MetaApi } from './meta/meta-api.ts'
import { MetaEvents } from './meta/meta-events.ts'
import type { AuthorizerHost } from './permissions/authorizer.ts'
import type { Rules } from './options.ts'
import type { Sessions } from './sessions.ts'

/** The number of entries in each table of a realm. */
export interface TableSizes {
  readonly sessions: number
  readonly subscriptions: number
  readonly registrations: number
  /** Shapes of wildcard patterns, of subscriptions and registrations. */
  readonly shapes: number
  /** Deadlines of calls and of questions to authorizers. */
  readonly deadlines: number
  /** Questions of the router that wait for an answer. */
  readonly questions: number
  readonly retainedEvents: number
  /** Bytes that subscriptions, registrations, pending calls and testaments take. */
  readonly heldBytes: number
}

/** The parts of a realm that messages are routed to. */
export interface RealmParts {
  readonly sizes: () => TableSizes
  readonly subscribing: Subscribing
  readonly broker: Broker
  readonly registering: Registering
  readonly dealer: Dealer
  readonly answering: Answering
  readonly endings: Endings
  /** Makes calls in the router's own name. */
  readonly asking: RouterCaller
  /** Publishes meta events to the sessions that subscribe to them. */
  readonly metaEvents: MetaEvents
}

/** What a realm's parts are made from. */
export interface Given {
  readonly realm: string
  readonly rules: Rules
  readonly sources: Sources
  readonly sessions: Sessions
  readonly holdings: Holdings
}

/** Makes the parts of a realm. */
export function assemble({ realm, rules, sources, sessions, holdings }: Given): RealmParts {
  const deadlines = new Deadlines()
  const now = (): number => sources.now()
  const lately = (): number => sources.lately()
  const metaEvents: MetaEvents = new MetaEvents({
    rules,
    ids: sources.ids,
    isHeard: (topic) => subscribing.matching(topic).length > 0,
    deliver: (publication) => broker.deliver(publication),
  })
  const retained = new RetainedEvents()
  const random = (): number => sources.ids.global()
  const subscribing = new Subscribing({ rules, now, random, meta: metaEvents, retained })
  const broker = new Broker({ sources, rules, peers: sessions.all, subscribing, retained })
  const isBuiltIn = (procedure: Uri): boolean => metaApi.answers(procedure)
  const registering = new Registering({ rules, now, random, meta: metaEvents, isBuiltIn })
  const metaApi = new MetaApi({ rules, sessions, subscriptions: subscribing, registrations: registering })
  const builtIn: MetaApi['call'] = (caller, call) => metaApi.call(caller, call)
  const endings = new Endings({ deadlines, now })
  const dealer = new Dealer({ rules, registering, endings, now: lately, builtIn })
  const answering = new Answering({ registering, endings, now: lately })
  const asking = new RouterCaller({ realm, dealer, sources, deadlines, holdings })
  const sizes = (): TableSizes => ({
    sessions: sessions.all.size,
    subscriptions: subscribing.count,
    registrations: registering.count,
    shapes: subscribing.shapeCount + registering.shapeCount,
    deadlines: deadlines.size,
    questions: asking.open,
    retainedEvents: retained.size,
    heldBytes: holdings.bytes,
  })
  return { sizes, subscribing, broker, registering, dealer, answering, endings, asking, metaEvents }
}

/** What authorizers need of a realm. `carryOut` runs a request that was permitted. */
export const authorizerHost = (
  rules: Rules,
  { registering, asking }: RealmParts,
  carryOut: AuthorizerHost['carryOut'],
): AuthorizerHost => ({
  rules,
  isAnsweredBy: (procedure, peer) => registering.isAnsweredBy(procedure, peer),
  ask: (question, opened) => asking.ask(question, opened),
  abandon: (question) => asking.abandon(question),
  carryOut,
})
