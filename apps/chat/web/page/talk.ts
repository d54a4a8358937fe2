/** The page's session at the router. */
import { connect, ERROR, wampcra, WampError } from '@wampeter/client'
import type { Client, EventHandler, Status, Subscription } from '@wampeter/client'
import type { PresenceChange } from '../state/here.ts'
import type { Posted } from '../state/outgoing.ts'
import type { Said } from '../state/timeline.ts'
import { CallSignals } from './calls/call-signals.ts'
import type { SignalEars } from './calls/call-signals.ts'

const REALM = 'ws-workshop'
const POST_MS = 8_000

/** What the page hears of the thread that is open. */
export interface ThreadEars {
  said(message: Said): void
  presence(change: PresenceChange): void
  typing(name: string): unknown
  /** A message was deleted by its author. */
  deleted(author: string, id: string): void
  /** All messages of an author up to this time were deleted, with the account. */
  allDeleted(author: string, until: number): void
  /** The user may not hear this thread any more. */
  removed(message: string): void
}

export interface TalkOptions {
  readonly url: string
  readonly name: string
  readonly token: string
  readonly onStatus: (status: Status) => void
  readonly onBroadcast: (text: string) => void
  readonly calls: SignalEars
}

/** One log-in of a user. A new token needs a new one. */
export class Talk {
  readonly calls: CallSignals
  readonly #client: Client
  #subscriptions: Promise<Subscription>[] = []

  constructor({ url, name, token, onStatus, onBroadcast, calls }: TalkOptions) {
    this.#client = connect(url, { realm: REALM, auth: wampcra(name, token), onStatus })
    this.calls = new CallSignals(this.#client, calls)
    this.#client.subscribe('workshop.broadcast', ([text]) => onBroadcast(String(text))).catch(nothing)
  }

  /** The id of the session; undefined while there is none. */
  get session(): number | undefined {
    return this.#client.session?.id
  }

  /** Resolves when the user is logged in. */
  opened(): Promise<unknown> {
    return this.#client.opened()
  }

  /** Hears this thread, and no other: being subscribed to a thread means to be in it. */
  enter(thread: string, ears: ThreadEars): void {
    this.leave()
    const client = this.#client
    const messages = client.subscribe(`workshop.chat.${thread}`, (...event) => ears.said(saidIn(event)))
    const presence = client.subscribe<readonly unknown[], PresenceEvent>(
      `workshop.presence.${thread}`,
      (_args, { joined = [], left = [], reset = false }) => ears.presence({ joined, left, isReset: reset }),
    )
    const typing = client.subscribe(`workshop.typing.${thread}`, (_args, _kwargs, details) =>
      ears.typing(String(details['publisher_authid'])),
    )
    const deleted = client.subscribe(`workshop.deleted.${thread}`, (_args, { id, author, until }, details) => {
      if (!isOfRecorder(details)) return
      if (id === undefined) ears.allDeleted(String(author), Number(until))
      else ears.deleted(String(author), String(id))
    })
    this.#subscriptions = [messages, presence, typing, deleted]
    for (const subscription of this.#subscriptions) subscription.catch(nothing)
    messages.then(
      ({ ended }) => ended.then(({ reason, message }) => reason !== 'left' && ears.removed(message)),
      (error: unknown) => ears.removed(error instanceof Error ? error.message : String(error)),
    )
  }

  /** Resolves when the router has answered for the thread that was entered. */
  async entered(): Promise<void> {
    await Promise.allSettled(this.#subscriptions)
  }

  leave(): void {
    for (const subscription of this.#subscriptions) subscription.then((it) => it.unsubscribe()).catch(nothing)
    this.#subscriptions = []
  }

  /** Who is in a thread. */
  async here(thread: string): Promise<readonly string[]> {
    const { value } = await this.#client.call<string>('workshop.subscribers', [thread], { timeoutMs: POST_MS })
    return JSON.parse(value) as readonly string[]
  }

  /** @throws WampError when the message was refused, or when it is not known whether it arrived. */
  async post(thread: string, { id, text }: Pick<Said, 'id' | 'text'>): Promise<Posted> {
    const { value } = await this.#client.call('workshop.chat.post', [thread, id, text], { timeoutMs: POST_MS })
    return value as Posted
  }

  type(thread: string): void {
    this.#client.publish(`workshop.typing.${thread}`).catch(nothing)
  }

  reconnect(): void {
    this.#client.reconnect()
  }

  async close(): Promise<void> {
    this.calls.stop()
    await this.#client.close()
  }
}

/** True when the same message may be sent again with the same id. */
export const mayTryAgain = (error: unknown): boolean =>
  !(error instanceof WampError) ||
  ![
    'workshop.error.id_reused',
    'workshop.error.no_access',
    'wamp.error.invalid_argument',
    'wamp.error.not_authorized',
  ].includes(error.uri)

/** Why a message was not sent, for people. What the chat itself refuses with is written for them already. */
export function whyNotSent(error: unknown): string {
  if (!(error instanceof WampError)) return error instanceof Error ? error.message : String(error)
  if (['wamp.error.timeout', ERROR.connectionLost].includes(error.uri))
    return 'There was no answer. It is sent again when the connection is back.'
  return error.message
}

interface PresenceEvent {
  readonly joined?: readonly string[]
  readonly left?: readonly string[]
  readonly reset?: boolean
}

type Heard = Parameters<EventHandler>

/** Only the recorder is believed when it says who wrote a message. Anybody else speaks for themselves. */
function saidIn([args, kwargs, details, publication]: Heard): Said {
  const text = String(args[0])
  if (isOfRecorder(details))
    return { id: String(kwargs['id']), author: String(kwargs['author']), at: Number(kwargs['at']), text }
  return { id: String(publication), author: String(details['publisher_authid']), at: Date.now(), text }
}

const isOfRecorder = (details: Heard[2]): boolean => details['publisher_authrole'] === 'recorder'

const nothing = (): void => {}
