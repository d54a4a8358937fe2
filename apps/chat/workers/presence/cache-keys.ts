/** The cache's keys for the presence in a thread, with the names of the reference. */
import type { CacheChange } from '../../cache/contract.ts'
import type { Presence, Seen } from './presence.ts'

const sessionKey = (session: number): string => `session-${session}`
const topicKey = (subscription: number): string => `topic-${subscription}`

/** All keys. */
export function allKeys(presence: Presence): ReadonlyMap<string, string> {
  return new Map(presence.threads().flatMap((seen) => [...keysOf(presence, seen)]))
}

/** What changes when one thread is seen again. Call it after `presence.see(now)`. */
export function keysChanged(presence: Presence, before: Seen | undefined, now: Seen): CacheChange {
  const set = new Map(keysOf(presence, now))
  const remove = before === undefined ? [] : [...gone(presence, before, now)]
  for (const [session, user] of now.members) if (before?.members.get(session) === user) set.delete(sessionKey(session)) // written already
  return { set, remove }
}

function* keysOf(presence: Presence, { thread, subscription, topic, members }: Seen): Iterable<[string, string]> {
  if (members.size === 0) return
  yield [topicKey(subscription), topic]
  yield [topic, JSON.stringify(presence.users(thread))]
  for (const [session, user] of members) yield [sessionKey(session), user]
}

function* gone(presence: Presence, before: Seen, now: Seen): Iterable<string> {
  if (now.members.size === 0) yield before.topic
  if (now.members.size === 0 || now.subscription !== before.subscription) yield topicKey(before.subscription)
  for (const session of before.members.keys()) if (!presence.isSomewhere(session)) yield sessionKey(session)
}
