/** `wamp.subscription.*` (*Subscription Meta API*). Subscriptions to the router's own topics are not shown. */
import { isReserved, Refusal } from '@wampeter/protocol'
import type { Id, Uri } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { Pattern } from '../pattern.ts'
import type { Peer, Subscription } from '../peer.ts'
import { idsByMatch, matchAsked } from './match-asked.ts'
import type { MetaArguments } from './meta-arguments.ts'
import { detailsOf } from './meta-events.ts'
import type { MetaProcedures } from './meta-procedure.ts'
import { checkListed, idsOf, KeptList, LIST_ADVICE } from './id-lists.ts'
import type { ListParts } from './id-lists.ts'
import { found } from './session-procedures.ts'

/** The tables of subscriptions, as the meta procedures see them. */
export interface SubscriptionTables {
  subscriptions(): Iterable<Subscription>
  /** The number of subscriptions. */
  readonly count: number
  /** Grows with each subscription that is created or deleted. */
  readonly version: number
  subscription(id: Id): Subscription | undefined
  get(pattern: Pattern): Subscription | undefined
  matching(topic: Uri): readonly Subscription[]
  revoke(peer: Peer, subscription: Subscription, reason: Uri | undefined): Effect[]
}

/** The procedures by their URI. */
export function subscriptionProcedures({ peers, rules }: ListParts, tables: SubscriptionTables): MetaProcedures {
  const all = new KeptList()
  return {
    'wamp.subscription.list': ({ given }) => {
      const one = given.optionalId(0, 'session')
      const own = one === undefined ? undefined : (found(peers, one).subscriptions ?? NONE)
      checkListed(own?.size ?? tables.count, rules, LIST_ADVICE)
      if (own !== undefined) return { args: [idsByMatch(shown(own.values()))] }
      return { result: all.at(tables.version, () => idsByMatch(shown(tables.subscriptions()))) }
    },
    'wamp.subscription.lookup': ({ given }) => {
      const subscription = tables.get({ uri: given.text(0, 'topic'), match: matchAsked(given) })
      return { args: [(subscription !== undefined && isShown(subscription) ? subscription.id : undefined) ?? null] }
    },
    'wamp.subscription.match': ({ given }) => {
      const ids = tables
        .matching(given.text(0, 'topic'))
        .filter(isShown)
        .map(({ id }) => id)
      return { args: [ids.length === 0 ? null : ids] }
    },
    'wamp.subscription.get': ({ given }) => ({ args: [detailsOf(asked(tables, given))] }),
    'wamp.subscription.list_subscribers': ({ given }) => {
      const { members } = asked(tables, given)
      checkListed(members.size, rules, 'use wamp.subscription.count_subscribers')
      return { args: [idsOf(members)] }
    },
    'wamp.subscription.count_subscribers': ({ given }) => ({ args: [asked(tables, given).members.size] }),
    'wamp.subscription.remove_subscriber': ({ given }) => {
      const subscription = asked(tables, given)
      const peer = found(peers, given.id(1, 'session'))
      if (!subscription.members.has(peer))
        throw new Refusal(
          'wamp.error.no_such_subscription',
          `session ${peer.id} does not hold subscription ${subscription.id}`,
        )
      return { effects: tables.revoke(peer, subscription, given.optionalUri(2, 'reason')) }
    },
  }
}

const NONE: ReadonlyMap<Id, Subscription> = new Map()

function* shown(all: Iterable<Subscription>): Iterable<Subscription> {
  for (const one of all) if (isShown(one)) yield one
}

const isShown = ({ topic }: Subscription): boolean => !isReserved(topic)

/**
 * Reads the subscription id from the first argument.
 * @throws WampError `wamp.error.no_such_subscription`.
 */
function asked(tables: SubscriptionTables, given: MetaArguments): Subscription {
  const id = given.id(0, 'subscription')
  const subscription = tables.subscription(id)
  if (subscription === undefined || !isShown(subscription))
    throw new Refusal('wamp.error.no_such_subscription', `there is no subscription ${id} in this realm`)
  return subscription
}
