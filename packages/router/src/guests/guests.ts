/** The guests of a node: started when its transports listen, changed with its config, stopped before the node ends. */
import { Guest } from './guest.ts'
import { guestContent, guestIdentity } from './identity.ts'
import type { GuestOptions } from './options.ts'
import { endGroup } from './process-group.ts'
import type { GuestsParts } from './parts.ts'
import type { LeftGuest } from './records.ts'

/** The figures of the guests that metrics show. */
export interface GuestStatus {
  readonly configured: number
  readonly running: number
  /** Restarts since the node was started, including those of removed guests. */
  readonly restarts: number
}

/**
 * Grace time of a guest that a killed router left running. It is short, because the output of such a guest is not
 * read any more.
 */
const LEFT_GRACE_MS = 3_000

export class Guests {
  readonly #parts: GuestsParts
  /** Keyed by identity, and for equal identities also by a number. */
  #guests = new Map<string, Guest>()
  #pastRestarts = 0
  #isStopped = false
  /** Changes are made one after the other. */
  #changing: Promise<void> = Promise.resolve()

  constructor(parts: GuestsParts) {
    this.#parts = parts
  }

  get status(): GuestStatus {
    const all = [...this.#guests.values()]
    return {
      configured: all.length,
      running: all.filter(({ isRunning }) => isRunning).length,
      restarts: all.reduce((sum, { restarts }) => sum + restarts, this.#pastRestarts),
    }
  }

  /**
   * Ends the guests that a killed router left running. To be awaited before clients can connect, so that no such
   * guest takes the place of its successor.
   */
  async endLeft(): Promise<void> {
    await Promise.all(this.#parts.records.left().map((guest) => this.#endOne(guest)))
  }

  async #endOne({ name, pid }: LeftGuest): Promise<void> {
    const fields = { guest: name, pid }
    this.#parts.log.write('warn', `guest "${name}" was left running by a router that was killed; it is ended`, fields)
    const end = await endGroup(pid, LEFT_GRACE_MS)
    if (end === 'stuck') this.#parts.log.write('error', `guest "${name}" cannot be ended`, fields)
    else this.#parts.records.ended(pid)
  }

  /**
   * Makes these the guests: starts new ones, stops removed ones, restarts changed ones, and does not touch equal
   * ones. Resolves when the guests that had to stop have stopped, and the others are being started.
   */
  update(next: readonly GuestOptions[]): Promise<void> {
    return (this.#changing = this.#changing.then(() => this.#change(next)))
  }

  /** Stops all of them at the same time, for good. A change that is still in progress starts none. */
  stop(): Promise<void> {
    this.#isStopped = true
    return this.update([])
  }

  /** Kills all of them at once, for a process that exits now. */
  kill(): void {
    for (const guest of this.#guests.values()) guest.kill()
  }

  async #change(next: readonly GuestOptions[]): Promise<void> {
    const wanted = keyed(this.#isStopped ? [] : next)
    const kept = new Map<string, Guest>()
    const gone: Guest[] = []
    for (const [key, guest] of this.#guests) {
      const options = wanted.get(key)
      if (options !== undefined && guestContent(options) === guestContent(guest.options)) kept.set(key, guest)
      else gone.push(guest)
    }
    await Promise.all(gone.map((guest) => guest.stop()))
    this.#pastRestarts += gone.reduce((sum, { restarts }) => sum + restarts, 0)
    this.#guests = new Map([...wanted].map(([key, options]) => [key, kept.get(key) ?? this.#begin(options)]))
  }

  #begin(options: GuestOptions): Guest {
    const guest = new Guest(options, this.#parts)
    guest.start()
    return guest
  }
}

/** Guests by identity. Guests with the same identity are numbered. */
function keyed(list: readonly GuestOptions[]): ReadonlyMap<string, GuestOptions> {
  const seen = new Map<string, number>()
  return new Map(
    list.map((options) => {
      const identity = guestIdentity(options)
      const count = (seen.get(identity) ?? 0) + 1
      seen.set(identity, count)
      return [`${identity}#${count}`, options]
    }),
  )
}
