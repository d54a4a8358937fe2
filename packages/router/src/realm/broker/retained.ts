/**
 * Retained events (*Event Retention*): the last event of a topic, for sessions that subscribe later. An event for a
 * restricted audience is kept beside the one for all, until an event for all replaces them.
 */
import { detached } from '@wampeter/protocol'
import type { Uri } from '@wampeter/protocol'
import { LimitExceeded } from '../limits.ts'
import type { RealmLimits } from '../options.ts'
import { matches } from '../pattern.ts'
import type { Pattern } from '../pattern.ts'
import { weightOfPayload } from '../weight.ts'
import { hears } from './audience.ts'
import type { Hearer } from './audience.ts'
import type { Publication } from './publication.ts'

type Limits = Pick<RealmLimits, 'retainedEvents' | 'retainedBytes'>

/** Restricted events of one topic; past it the oldest goes. */
const RESTRICTED_PER_TOPIC = 16
/** Counted beside the payload for what an event costs by itself. */
const EVENT_BYTES = 500

export class RetainedEvents {
  /** Of each topic the newest event for all, if there is one, and the restricted ones that came after it. */
  readonly #byTopic = new Map<Uri, readonly Publication[]>()
  #events = 0
  #bytes = 0

  get size(): number {
    return this.#events
  }

  get bytes(): number {
    return this.#bytes
  }

  /**
   * Keeps an event, and drops those that it replaces.
   * @throws LimitExceeded when the realm keeps as much as it may already; nothing is changed then.
   */
  keep(publication: Publication, isForAll: boolean, { retainedEvents, retainedBytes }: Limits): void {
    const own = { ...publication, payload: detached(publication.payload) }
    const before = this.#byTopic.get(publication.topic) ?? []
    const after = isForAll ? [own] : [...before, own].slice(-RESTRICTED_PER_TOPIC)
    const events = this.#events + after.length - before.length
    const bytes = this.#bytes + bytesOf(after) - bytesOf(before)
    if (events > Math.max(retainedEvents, this.#events) || bytes > Math.max(retainedBytes, this.#bytes))
      throw new LimitExceeded(
        `this realm retains ${this.#events} events of ${this.#bytes} bytes; the limits are ${retainedEvents} events and ` +
          `${retainedBytes} bytes (limits.retained_events, limits.retained_bytes)`,
      )
    this.#byTopic.set(publication.topic, after)
    this.#events = events
    this.#bytes = bytes
  }

  /** For each topic that a pattern matches the newest event that a session may hear; the newest topics last. */
  *heardBy(hearer: Hearer, pattern: Pattern): Iterable<Publication> {
    if (pattern.match === 'exact') {
      const found = newestHeard(this.#byTopic.get(pattern.uri) ?? [], hearer)
      if (found !== undefined) yield found
      return
    }
    for (const [topic, events] of this.#byTopic) {
      if (!matches(pattern, topic)) continue
      const found = newestHeard(events, hearer)
      if (found !== undefined) yield found
    }
  }
}

const newestHeard = (events: readonly Publication[], hearer: Hearer): Publication | undefined =>
  events.findLast(({ audience }) => audience === undefined || hears(audience, hearer))

const bytesOf = (events: readonly Publication[]): number =>
  events.reduce(
    (sum, { topic, payload, audience }) =>
      sum + EVENT_BYTES + 2 * topic.length + weightOfPayload(payload) + listed(audience),
    0,
  )

/** What the lists of an audience take. */
const listed = (audience: Publication['audience']): number =>
  Object.values(audience ?? {}).reduce((sum: number, list: readonly unknown[]) => sum + 32 * list.length, 0)
