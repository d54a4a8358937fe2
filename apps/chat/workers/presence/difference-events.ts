import type { Difference } from './presence.ts'

/** The keyword arguments of an event in `workshop.presence.<thread>`. */
export interface PresenceChange {
  readonly joined?: readonly string[]
  readonly left?: readonly string[]
}

/** The most names in one event: it stays small for every member, and the bytes for each change get fewer. */
const NAMES = 50

/** The events that tell a difference; none if there is none. */
export function eventsFor({ joined, left }: Difference): readonly PresenceChange[] {
  const events: PresenceChange[] = []
  for (let at = 0; at < Math.max(joined.length, left.length); at += NAMES) {
    const came = joined.slice(at, at + NAMES)
    const went = left.slice(at, at + NAMES)
    events.push({ ...(came.length > 0 && { joined: came }), ...(went.length > 0 && { left: went }) })
  }
  return events
}
