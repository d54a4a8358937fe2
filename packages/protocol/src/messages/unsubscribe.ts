/** UNSUBSCRIBE and UNSUBSCRIBED. */
import { asDict, asId, asIdOrZero } from '../fields.ts'
import { readOptions } from '../options.ts'
import type { OptionTypes } from '../options.ts'
import { EMPTY_DICT } from '../values.ts'
import type { Dict, Id, Uri } from '../values.ts'

/**
 * Removes a subscription (*Subscribing and Unsubscribing*). Some clients add empty Options, which are read and dropped.
 */
export interface Unsubscribe {
  readonly kind: 'UNSUBSCRIBE'
  readonly request: Id
  readonly subscription: Id
}

/** The details of a revocation. */
export interface UnsubscribedDetails {
  readonly subscription?: Id
  readonly reason?: Uri
}

/** Answers UNSUBSCRIBE. With request 0 and `{subscription, reason?}` it is a revocation (*Subscription Revocation*). */
export interface Unsubscribed {
  readonly kind: 'UNSUBSCRIBED'
  readonly request: Id | 0
  readonly details: UnsubscribedDetails & Dict
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

const DETAILS: OptionTypes<UnsubscribedDetails> = { subscription: 'id', reason: 'string' }

export function readUnsubscribed([, id, given = EMPTY_DICT]: readonly unknown[]): Unsubscribed {
  const request = asIdOrZero(id, 'UNSUBSCRIBED.Request')
  const details = readOptions(given, DETAILS, 'UNSUBSCRIBED.Details')
  if (request === 0) asId(details.subscription, 'UNSUBSCRIBED.Details.subscription')
  return { kind: 'UNSUBSCRIBED', request, details }
}

export const writeUnsubscribed = ({ request, details }: Unsubscribed): readonly unknown[] =>
  request === 0 ? [35, request, details] : [35, request]
