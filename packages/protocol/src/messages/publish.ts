/** PUBLISH and PUBLISHED. */
import { asId, asUri } from '../fields.ts'
import { readOptions } from '../options.ts'
import type { OptionTypes } from '../options.ts'
import { PASSTHRU_TYPES } from './passthru.ts'
import type { PassthruOptions } from './passthru.ts'
import type { Payload } from '../payload.ts'
import type { Dict, Id, Uri } from '../values.ts'

/**
 * The options of PUBLISH: *Publishing and Events*, *Subscriber Black- and Whitelisting*, *Publisher Identification*,
 * *Event Retention*.
 */
export interface PublishOptions extends PassthruOptions {
  readonly acknowledge?: boolean
  readonly exclude_me?: boolean
  readonly disclose_me?: boolean
  readonly retain?: boolean
  readonly exclude?: readonly Id[]
  readonly exclude_authid?: readonly string[]
  readonly exclude_authrole?: readonly string[]
  readonly eligible?: readonly Id[]
  readonly eligible_authid?: readonly string[]
  readonly eligible_authrole?: readonly string[]
}

/** Publishes an event to a topic. */
export interface Publish {
  readonly kind: 'PUBLISH'
  readonly request: Id
  readonly options: PublishOptions & Dict
  readonly topic: Uri
  readonly payload: Payload
}

/** Answers a PUBLISH with the option `acknowledge`. */
export interface Published {
  readonly kind: 'PUBLISHED'
  readonly request: Id
  readonly publication: Id
}

const OPTIONS: OptionTypes<PublishOptions> = {
  ...PASSTHRU_TYPES,
  acknowledge: 'boolean',
  exclude_me: 'boolean',
  disclose_me: 'boolean',
  retain: 'boolean',
  exclude: 'ids',
  exclude_authid: 'strings',
  exclude_authrole: 'strings',
  eligible: 'ids',
  eligible_authid: 'strings',
  eligible_authrole: 'strings',
}

export const readPublish = ([, request, options, topic]: readonly unknown[], payload: Payload): Publish => ({
  kind: 'PUBLISH',
  request: asId(request, 'PUBLISH.Request'),
  options: readOptions(options, OPTIONS, 'PUBLISH.Options'),
  topic: asUri(topic, 'PUBLISH.Topic'),
  payload,
})

export const writePublish = ({ request, options, topic }: Publish): readonly unknown[] => [16, request, options, topic]

export const readPublished = ([, request, publication]: readonly unknown[]): Published => ({
  kind: 'PUBLISHED',
  request: asId(request, 'PUBLISHED.Request'),
  publication: asId(publication, 'PUBLISHED.Publication'),
})

export const writePublished = ({ request, publication }: Published): readonly unknown[] => [17, request, publication]
