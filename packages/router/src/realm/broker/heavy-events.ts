/**
 * Delivers events that match many subscriptions in steps, if they are large or have many receivers. Each subscription
 * needs an EVENT of its own: a message of one megabyte for five hundred patterns would take the event loop for half a
 * second.
 */
import type { Payload } from '@wampeter/protocol'
import type { Effect, Ticker } from '../effect.ts'
import type { Subscription } from '../peer.ts'
import { weightOfPayload } from '../weight.ts'

/** The cost of one step: bytes of payload that are encoded, once per subscription. */
const STEP_BYTES = 2 * 1024 * 1024
/** One receiver costs as much as this many bytes. */
const RECEIVER_BYTES = 200
/** Two events of the usual maximum size are no burden, and their size need not be known. */
const FEW_SUBSCRIPTIONS = 2

/** An event that is on its way to its subscriptions. */
export interface HeavyEvent {
  readonly subscriptions: readonly Subscription[]
  /** Bytes of its payload. */
  readonly bytes: number
  /** Makes the EVENT for one subscription. */
  event(subscription: Subscription): Effect
  /** Runs when all subscriptions have got it. */
  done(): Effect[]
}

const costOf = ({ members }: Subscription, bytes: number): number => bytes + RECEIVER_BYTES * members.size

/** True for an event that should be delivered in steps. */
export function isHeavy(subscriptions: readonly Subscription[], payload: Payload): boolean {
  if (subscriptions.length <= FEW_SUBSCRIPTIONS) return false
  const bytes = weightOfPayload(payload)
  let cost = 0
  for (const subscription of subscriptions) cost += costOf(subscription, bytes)
  return cost > STEP_BYTES
}

/** The events that are delivered in steps, in the order of their publication. */
export class HeavyEvents implements Ticker {
  readonly #waiting: HeavyEvent[] = []
  /** Subscriptions that have got the first event. */
  #served = 0

  add(event: HeavyEvent): void {
    this.#waiting.push(event)
  }

  /** Due at once, as long as an event is on its way. */
  get deadline(): number | undefined {
    return this.#waiting.length === 0 ? undefined : 0
  }

  tick(): Effect[] {
    const [first] = this.#waiting
    if (first === undefined) return []
    const effects: Effect[] = []
    for (let cost = 0; cost < STEP_BYTES; this.#served++) {
      const subscription = first.subscriptions[this.#served]
      if (subscription === undefined) return [...effects, ...this.#finish(first)]
      cost += costOf(subscription, first.bytes)
      effects.push(first.event(subscription))
    }
    return effects
  }

  #finish(event: HeavyEvent): Effect[] {
    this.#waiting.shift()
    this.#served = 0
    return event.done()
  }
}
