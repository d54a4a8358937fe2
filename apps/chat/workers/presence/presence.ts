/**
 * Who is in which thread: the users that have a session with a subscription to its topic. It holds what the router said
 * last, and tells the difference to what it said before.
 */

/** The subscribers of a thread's topic, each session with its user. */
export interface Seen {
  readonly thread: string
  readonly subscription: number
  readonly topic: string
  readonly members: ReadonlyMap<number, string>
}

/** Users that came to a thread, or went. Each list is sorted. */
export interface Difference {
  readonly thread: string
  readonly joined: readonly string[]
  readonly left: readonly string[]
}

interface Thread extends Seen {
  readonly users: readonly string[]
}

export class Presence {
  readonly #threads = new Map<string, Thread>()
  /** The number of threads that each session is in. */
  readonly #sessions = new Map<number, number>()

  users(thread: string): readonly string[] {
    return this.#threads.get(thread)?.users ?? []
  }

  /** The thread as it was seen last; undefined while nobody is in it. */
  thread(permalink: string): Seen | undefined {
    return this.#threads.get(permalink)
  }

  threads(): readonly Seen[] {
    return [...this.#threads.values()]
  }

  isSomewhere(session: number): boolean {
    return this.#sessions.has(session)
  }

  /** Takes over what the router says about a thread now. No members: the thread is empty. */
  see(seen: Seen): Difference {
    const { thread, members } = seen
    const before = this.#threads.get(thread)
    const users = [...new Set(members.values())].sort()
    if (members.size === 0) this.#threads.delete(thread)
    else this.#threads.set(thread, { ...seen, users })
    for (const session of members.keys()) this.#sessions.set(session, (this.#sessions.get(session) ?? 0) + 1)
    for (const session of before?.members.keys() ?? []) this.#leaves(session)
    return difference(thread, before?.users ?? [], users)
  }

  #leaves(session: number): void {
    const count = (this.#sessions.get(session) ?? 0) - 1
    if (count > 0) this.#sessions.set(session, count)
    else this.#sessions.delete(session)
  }
}

function difference(thread: string, before: readonly string[], now: readonly string[]): Difference {
  const were = new Set(before)
  const are = new Set(now)
  return { thread, joined: now.filter((user) => !were.has(user)), left: before.filter((user) => !are.has(user)) }
}
