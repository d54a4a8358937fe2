/** SUBSCRIBE and SUBSCRIBED. */
import { asId, asUri } from '../fields.ts'
import { readOptions } from '../options.ts'
import type { OptionTypes } from '../options.ts'
import type { Dict, Id, Uri } from '../values.ts'

/**
 * The options of SUBSCRIBE: *Pattern-based Subscriptions*, *Event Retention*. `match` may be any string here; the realm
 * refuses unknown policies.
 */
export interface SubscribeOptions {
  readonly match?: string
  readonly get_retained?: boolean
}

/** Subscribes to a topic. */
export interface Subscribe {
  readonly kind: 'SUBSCRIBE'
  readonly request: Id
  readonly options: SubscribeOptions & Dict
  readonly topic: Uri
}

/** Answers SUBSCRIBE. All subscribers of one topic and match policy get the same subscription id. */
export interface Subscribed {
  readonly kind: 'SUBSCRIBED'
  readonly request: Id
  readonly subscription: Id
}

const OPTIONS: OptionTypes<SubscribeOptions> = { match: 'string', get_retained: 'boolean' }

export const readSubscribe = ([, request, options, topic]: readonly unknown[]): Subscribe => ({
  kind: 'SUBSCRIBE',
  request: asId(request, 'SUBSCRIBE.Request'),
  options: readOptions(options, OPTIONS, 'SUBSCRIBE.Options'),
  topic: asUri(topic, 'SUBSCRIBE.Topic'),
})

export const writeSubscribe = ({ request, options, topic }: Subscribe): readonly unknown[] => [
  32,
  request,
  options,
  topic,
]

export const readSubscribed = ([, request, subscription]: readonly unknown[]): Subscribed => ({
  kind: 'SUBSCRIBED',
  request: asId(request, 'SUBSCRIBED.Request'),
  subscription: asId(subscription, 'SUBSCRIBED.Subscription'),
})

export const writeSubscribed = ({ request, subscription }: Subscribed): readonly unknown[] => [
  33,
  request,
  subscription,
]
