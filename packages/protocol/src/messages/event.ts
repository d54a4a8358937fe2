/** EVENT and EVENT_RECEIVED. */
import { asId } from '../fields.ts'
import { readOptions } from '../options.ts'
import type { OptionTypes } from '../options.ts'
import { PASSTHRU_TYPES } from './passthru.ts'
import type { PassthruOptions } from './passthru.ts'
import type { Payload } from '../payload.ts'
import type { Dict, Id, Uri } from '../values.ts'

/**
 * The details of EVENT. `topic` is present for pattern subscriptions, `publisher…` if disclosed, `retained` for
 * retained events.
 */
export interface EventDetails extends PassthruOptions {
  readonly topic?: Uri
  readonly publisher?: Id
  readonly publisher_authid?: string
  readonly publisher_authrole?: string
  readonly retained?: boolean
}

/** Brings one publication to one subscription (*Publishing and Events*). */
export interface Event {
  readonly kind: 'EVENT'
  readonly subscription: Id
  readonly publication: Id
  readonly details: EventDetails & Dict
  readonly payload: Payload
}

/** Acknowledges an EVENT. It appears in the official test vectors only. A router reads and ignores it. */
export interface EventReceived {
  readonly kind: 'EVENT_RECEIVED'
  readonly publication: Id
}

const DETAILS: OptionTypes<EventDetails> = {
  ...PASSTHRU_TYPES,
  topic: 'string',
  publisher: 'id',
  publisher_authid: 'string',
  publisher_authrole: 'string',
  retained: 'boolean',
}

export const readEvent = ([, subscription, publication, details]: readonly unknown[], payload: Payload): Event => ({
  kind: 'EVENT',
  subscription: asId(subscription, 'EVENT.Subscription'),
  publication: asId(publication, 'EVENT.Publication'),
  details: readOptions(details, DETAILS, 'EVENT.Details'),
  payload,
})

export const writeEvent = ({ subscription, publication, details }: Event): readonly unknown[] => [
  36,
  subscription,
  publication,
  details,
]

export const readEventReceived = ([, publication]: readonly unknown[]): EventReceived => ({
  kind: 'EVENT_RECEIVED',
  publication: asId(publication, 'EVENT_RECEIVED.Publication'),
})

export const writeEventReceived = ({ publication }: EventReceived): readonly unknown[] => [337, publication]
