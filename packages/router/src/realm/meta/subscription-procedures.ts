/** `wamp.subscription.*` (*Subscription Meta API*). Subscriptions to the router's own topics are not shown. */
import { isReserved, WampError } from '@wampeter/protocol'
import type { Id, Uri } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { Pattern } from '../pattern.ts'
import type { Peer, Subscription } from '../peer.ts'
import { idsByMatch, matchAsked } from './match-asked.ts'
import type { MetaArguments } from './meta-arguments.ts'
import { detailsOf } from './meta-events.ts'
import type { MetaProcedures } from './meta-procedure.ts'
import { found } from './session-procedures.ts'
import type { Peers } from './session-procedures.ts'

/** The tables of subscriptions, as the meta procedures see them. */
export interface SubscriptionTables {
  subscriptions(): Iterable<Subscription>
  subscription(id: Id): Subscription | undefined
  get(pattern: Pattern): Subscription | undefined
  matching(topic: Uri): readonly Subscription[]
  revoke(peer: Peer, subscription: Subscription, reason: Uri | undefined): Effect[]
}

/** The procedures by their URI. */
export const subscriptionProcedures = (peers: Peers, tables: SubscriptionTables): MetaProcedures => ({
  'wamp.subscription.list': ({ given }) => {
    const one = given.optionalId(0, 'session')
    const all = one === undefined ? tables.subscriptions() : (found(peers, one).subscriptions?.values() ?? [])
    return { args: [idsByMatch([...all].filter(isShown))] }
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
  'wamp.subscription.list_subscribers': ({ given }) => ({
    args: [[...asked(tables, given).members].map(({ id }) => id)],
  }),
  'wamp.subscription.count_subscribers': ({ given }) => ({ args: [asked(tables, given).members.size] }),
  'wamp.subscription.remove_subscriber': ({ given }) => {
    const subscription = asked(tables, given)
    const peer = found(peers, given.id(1, 'session'))
    if (!subscription.members.has(peer))
      throw new WampError(
        'wamp.error.no_such_subscription',
        `session ${peer.id} does not hold subscription ${subscription.id}`,
      )
    return { effects: tables.revoke(peer, subscription, given.optionalUri(2, 'reason')) }
  },
})

const isShown = ({ topic }: Subscription): boolean => !isReserved(topic)

/**
 * Reads the subscription id from the first argument.
 * @throws WampError `wamp.error.no_such_subscription`.
 */
function asked(tables: SubscriptionTables, given: MetaArguments): Subscription {
  const id = given.id(0, 'subscription')
  const subscription = tables.subscription(id)
  if (subscription === undefined || !isShown(subscription))
    throw new WampError('wamp.error.no_such_subscription', `there is no subscription ${id} in this realm`)
  return subscription
}
