/** What a realm is made of, and who knows whom: the realm's wiring diagram. */
import type { Id, Uri } from '@wampeter/protocol'
import { RouterCaller } from './asking/router-caller.ts'
import { Broker } from './broker/broker.ts'
import { Dealer } from './dealer/dealer.ts'
import { Registering } from './dealer/registering.ts'
import { Deadlines } from './deadlines.ts'
import type { Sources } from './ids.ts'
import { MetaApi } from './meta/meta-api.ts'
import { MetaEvents } from './meta/meta-events.ts'
import type { Rules } from './options.ts'
import type { Peer } from './peer.ts'

export interface RealmParts {
  readonly broker: Broker
  readonly registering: Registering
  readonly dealer: Dealer
  /** The router itself as a caller. */
  readonly asking: RouterCaller
  /** Tells sessions that have subscribed to it what happens in the realm. */
  readonly metaEvents: MetaEvents
}

export interface Given {
  readonly realm: string
  readonly rules: Rules
  readonly sources: Sources
  /** The sessions of the realm, live. */
  readonly peers: ReadonlyMap<Id, Peer>
}

export function assemble({ realm, rules, sources, peers }: Given): RealmParts {
  const deadlines = new Deadlines()
  const now = (): number => sources.now()
  const metaEvents: MetaEvents = new MetaEvents({
    rules,
    ids: sources.ids,
    isHeard: (topic) => broker.matching(topic).length > 0,
    deliver: (publication) => broker.deliver(publication),
  })
  const broker = new Broker({ sources, rules, meta: metaEvents, peers })
  const isBuiltIn = (procedure: Uri): boolean => metaApi.answers(procedure)
  const registering = new Registering({ rules, now, meta: metaEvents, isBuiltIn })
  const metaApi = new MetaApi({ rules, peers, subscriptions: broker, registrations: registering })
  const builtIn: MetaApi['call'] = (caller, call) => metaApi.call(caller, call)
  const dealer = new Dealer({ rules, registering, deadlines, now, builtIn })
  const asking = new RouterCaller({ realm, dealer, sources, deadlines })
  return { broker, registering, dealer, asking, metaEvents }
}
