/**
 * Retained events (*Event Retention*): the last event of a topic, for sessions that subscribe later. An event for a
 * restricted audience is kept beside the one for all subscribers. The next event for all subscribers replaces both.
 */
import { detached, fresh } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'
import { LimitExceeded } from '../limits.ts'
import type { RealmLimits } from '../options.ts'
import { matchesParts } from '../pattern.ts'
import type { Pattern } from '../pattern.ts'
import { weightOfPayload } from '../weight.ts'
import { hears } from './audience.ts'
import type { Hearer } from './audience.ts'
import type { Publication } from './publication.ts'

type Limits = Pick<RealmLimits, 'retainedEvents' | 'retainedBytes'>

/** Restricted events that one topic may have; beyond that the oldest is dropped. */
export const RESTRICTED_PER_TOPIC = 16
/** Estimated bytes that an event takes in addition to its payload, topic and lists. */
const EVENT_BYTES = 500
/** Estimated bytes of a component of a topic. */
const PART_BYTES = 32

/** The retained events of a topic. */
interface Topic {
  /** The components of its URI, which patterns are compared with: taking ten thousand apart for each would be slow. */
  readonly parts: readonly string[]
  /** The newest event for all subscribers, if there is one, then the later restricted events. */
  readonly events: readonly Publication[]
  /** True when the first of the events is for all subscribers. It is never dropped for a restricted one. */
  readonly hasOneForAll: boolean
}

/** The retained events of a realm. */
export class RetainedEvents {
  readonly #byTopic = new Map<Uri, Topic>()
  #events = 0
  #bytes = 0

  get size(): number {
    return this.#events
  }

  get bytes(): number {
    return this.#bytes
  }

  /**
   * Keeps an event, and drops the events that it replaces.
   * @throws LimitExceeded when the realm would exceed its limits; nothing has changed then.
   */
  keep(publication: Publication, isForAll: boolean, { retainedEvents, retainedBytes }: Limits): void {
    const own = { ...publication, payload: detached(fresh(publication.payload)) }
    const known = this.#byTopic.get(publication.topic)
    const { parts, events: before, hasOneForAll } = known ?? { ...NEW_TOPIC, parts: publication.topic.split('.') }
    const after = isForAll ? [own] : withRestricted(before, own, hasOneForAll ? 1 : 0)
    const events = this.#events + after.length - before.length
    const bytes = this.#bytes + bytesOf(after) - bytesOf(before) + (known === undefined ? PART_BYTES * parts.length : 0)
    if (events > Math.max(retainedEvents, this.#events) || bytes > Math.max(retainedBytes, this.#bytes))
      throw new LimitExceeded(
        `this realm retains ${this.#events} events of ${this.#bytes} bytes; the limits are ${retainedEvents} events and ` +
          `${retainedBytes} bytes (limits.retained_events, limits.retained_bytes)`,
      )
    this.#byTopic.set(publication.topic, { parts, events: after, hasOneForAll: isForAll || hasOneForAll })
    this.#events = events
    this.#bytes = bytes
  }

  /**
   * For each topic that a pattern matches, the newest event that a session may receive. The newest topics come last.
   */
  *heardBy(hearer: Hearer, pattern: Pattern): Iterable<Publication> {
    if (pattern.match === 'exact') {
      const found = newestHeard(this.#byTopic.get(pattern.uri)?.events ?? [], hearer)
      if (found !== undefined) yield found
      return
    }
    const wanted = pattern.match === 'wildcard' ? pattern.uri.split('.') : undefined
    for (const [topic, { parts, events }] of this.#byTopic) {
      if (wanted === undefined ? !topic.startsWith(pattern.uri) : !matchesParts(wanted, parts)) continue
      const found = newestHeard(events, hearer)
      if (found !== undefined) yield found
    }
  }
}

const NEW_TOPIC: Pick<Topic, 'events' | 'hasOneForAll'> = { events: [], hasOneForAll: false }

/** Adds a restricted event to those of a topic, of which the first `forAll` are for all subscribers. */
function withRestricted(before: readonly Publication[], own: Publication, forAll: 0 | 1): readonly Publication[] {
  const isFull = before.length - forAll >= RESTRICTED_PER_TOPIC
  return [...before.slice(0, forAll), ...before.slice(isFull ? forAll + 1 : forAll), own]
}

const newestHeard = (events: readonly Publication[], hearer: Hearer): Publication | undefined =>
  events.findLast(({ audience }) => audience === undefined || hears(audience, hearer))

const bytesOf = (events: readonly Publication[]): number =>
  events.reduce(
    (sum, { topic, payload, audience }) =>
      sum + EVENT_BYTES + 2 * topic.length + weightOfPayload(payload) + listed(audience),
    0,
  )

/** Estimated bytes of an audience's lists. */
const listed = (audience: Publication['audience']): number =>
  Object.values(audience ?? {}).reduce((sum: number, list: readonly unknown[]) => sum + 32 * list.length, 0)
