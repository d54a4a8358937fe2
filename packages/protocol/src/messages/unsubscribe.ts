import { asDict, asId, asIdOrZero } from '../fields.ts'
import { EMPTY_DICT } from '../values.ts'
import type { Dict, Id } from '../values.ts'

/** *Subscribing and Unsubscribing*. Some clients add an empty Options; it is read and dropped. */
export interface Unsubscribe {
  readonly kind: 'UNSUBSCRIBE'
  readonly request: Id
  readonly subscription: Id
}

/** Answers UNSUBSCRIBE; with request 0 and `{subscription, reason?}` it revokes (*Subscription Revocation*). */
export interface Unsubscribed {
  readonly kind: 'UNSUBSCRIBED'
  readonly request: Id | 0
  readonly details: Dict
}

export function readUnsubscribe([, request, subscription, options = EMPTY_DICT]: readonly unknown[]): Unsubscribe {
  asDict(options, 'UNSUBSCRIBE.Options')
  return {
    kind: 'UNSUBSCRIBE',
    request: asId(request, 'UNSUBSCRIBE.Request'),
    subscription: asId(subscription, 'UNSUBSCRIBE.Subscription'),
  }
}

export const writeUnsubscribe = ({ request, subscription }: Unsubscribe): readonly unknown[] => [
  34,
  request,
  subscription,
]

export const readUnsubscribed = ([, request, details = EMPTY_DICT]: readonly unknown[]): Unsubscribed => ({
  kind: 'UNSUBSCRIBED',
  request: asIdOrZero(request, 'UNSUBSCRIBED.Request'),
  details: asDict(details, 'UNSUBSCRIBED.Details'),
})

export const writeUnsubscribed = ({ request, details }: Unsubscribed): readonly unknown[] =>
  request === 0 ? [35, request, details] : [35, request]
