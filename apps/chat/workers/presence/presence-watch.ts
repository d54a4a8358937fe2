/**
 * Follows the subscriptions to the threads' topics. The router's meta events only say where to look again; what counts
 * is its list of subscribers. So a lost, early or late event leaves nothing wrong behind.
 */
import { WampError } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import type { SessionDirectory } from '../shared/session-directory.ts'
import { threadOf } from '../shared/thread.ts'
import type { Seen } from './presence.ts'

/** How long changes are collected before the router is asked. */
const COLLECT_MS = 50
/** How often everything is looked at, whatever the events said. */
const EVERYTHING_MS = 30_000

export interface WatchParts {
  readonly client: Client
  readonly directory: SessionDirectory
  /** Gets each thread as it is now; `isRebuilt` while the watch builds up its knowledge for the first time. */
  onSeen(seen: Seen, isRebuilt: boolean): void
  /** After everything was looked at: the topics of threads that have subscribers, by the id of the subscription. */
  onComplete(topics: ReadonlyMap<number, string>): void
  onError(error: unknown): void
}

interface Created {
  readonly id: number
  readonly uri: string
  readonly match: string
}

export class PresenceWatch {
  readonly #parts: WatchParts
  /** The topics of threads, by the id of the subscription. */
  readonly #topics = new Map<number, string>()
  readonly #dirty = new Set<number>()
  #timer: NodeJS.Timeout | undefined
  #everything: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #isBuilt = false

  constructor(parts: WatchParts) {
    this.#parts = parts
  }

  /** Subscribes first and looks then, so that nothing is missed between. */
  async start(): Promise<void> {
    const { client } = this.#parts
    client.onStatus(({ state }) => {
      if (state === 'reconnecting') this.#topics.clear() // another life of the router gives ids anew
    })
    await Promise.all([
      client.subscribe('wamp.subscription.on_create', ([, created]: [number, Created]) => this.#created(created)),
      ...['on_subscribe', 'on_unsubscribe', 'on_delete'].map((event) =>
        client.subscribe(`wamp.subscription.${event}`, ([, id]: [number, number]) => this.#changed(id)),
      ),
    ])
    await this.rebuild()
    this.#everything = setInterval(() => void this.rebuild().catch(this.#parts.onError), EVERYTHING_MS)
  }

  /** Looks at every thread: after a start, and after the router has come back. */
  async rebuild(): Promise<void> {
    const { client, directory } = this.#parts
    await directory.load()
    const { value } = await client.call<{ readonly exact: readonly number[] }>('wamp.subscription.list')
    const unknown = value.exact.filter((id) => !this.#topics.has(id))
    await Promise.all(unknown.map((id) => this.#learn(id)))
    for (const id of this.#topics.keys()) this.#dirty.add(id)
    await this.fresh()
    this.#parts.onComplete(this.#topics)
    this.#isBuilt = true
  }

  /** Resolves when everything that the router has told up to now was looked at. */
  fresh(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#looking = this.#looking.then(() => this.#look()).catch(this.#parts.onError)
    return this.#looking
  }

  stop(): void {
    clearTimeout(this.#timer)
    clearInterval(this.#everything)
  }

  #created({ id, uri, match }: Created): void {
    if (match !== 'exact' || threadOf(uri) === undefined) return
    this.#topics.set(id, uri)
    this.#changed(id)
  }

  #changed(id: number): void {
    if (!this.#topics.has(id)) return
    this.#dirty.add(id)
    this.#timer ??= setTimeout(() => void this.fresh(), COLLECT_MS)
  }

  async #learn(id: number): Promise<void> {
    const created = await orGone(this.#parts.client.call<Created>('wamp.subscription.get', [id]))
    if (created?.value.match === 'exact' && threadOf(created.value.uri) !== undefined)
      this.#topics.set(id, created.value.uri)
  }

  async #look(): Promise<void> {
    const ids = [...this.#dirty]
    this.#dirty.clear()
    const seen = await Promise.all(ids.map((id) => this.#lookAt(id)))
    // Those without members first: a thread whose last member left and came back has a new subscription.
    const inOrder = seen.filter((one) => one !== undefined).sort((one, other) => one.members.size - other.members.size)
    for (const one of inOrder) this.#parts.onSeen(one, !this.#isBuilt)
  }

  async #lookAt(subscription: number): Promise<Seen | undefined> {
    const { client, directory } = this.#parts
    const topic = this.#topics.get(subscription)
    const thread = topic === undefined ? undefined : threadOf(topic)
    if (topic === undefined || thread === undefined) return undefined
    const listed = await orGone(
      client.call<readonly number[]>('wamp.subscription.list_subscribers', [subscription]).catch((error: unknown) => {
        this.#dirty.add(subscription) // looked at again by `rebuild`, when there is a router
        throw error
      }),
    )
    if (listed === undefined) {
      this.#topics.delete(subscription)
      this.#dirty.delete(subscription)
    }
    const sessions = listed?.value ?? []
    const names = await Promise.all(sessions.map((session) => directory.nameOf(session)))
    const members = sessions.flatMap((session, index): [number, string][] => {
      const name = names[index]
      return name === undefined ? [] : [[session, name]]
    })
    return { thread, subscription, topic, members: new Map(members) }
  }
}

/** Undefined where the router says that there is no such subscription (any more). */
async function orGone<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof WampError && error.uri === 'wamp.error.no_such_subscription') return undefined
    throw error
  }
}
