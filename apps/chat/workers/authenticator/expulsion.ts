/** Makes a change take effect on living sessions: subscriptions are revoked, cached answers forgotten, sessions ended. */
import { WampError } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import type { JoinedSession, SessionDirectory } from '../shared/session-directory.ts'
import { partsOf, TOPICS } from '../shared/thread.ts'
import { shortFingerprint } from './log-in.ts'

/** How many ended tokens are remembered for log-ins that were under way. */
const ENDED = 10_000

export class Expulsion {
  readonly #client: Client
  /** The token of each session, by the beginning of its fingerprint. */
  readonly #tokens = new Map<number, string>()
  readonly #ended = new Set<string>()

  constructor(client: Client) {
    this.#client = client
  }

  /** A session has joined. If its token ended meanwhile, it is ended. */
  joined({ session, authextra }: JoinedSession): void {
    const token = authextra?.['token']
    if (typeof token !== 'string') return
    this.#tokens.set(session, token)
    if (this.#ended.has(token)) void this.#kill(session, 'token_ended')
  }

  left(session: number): void {
    this.#tokens.delete(session)
  }

  clear(): void {
    this.#tokens.clear()
  }

  tokenOf(session: number): string | undefined {
    return this.#tokens.get(session)
  }

  /** Revokes the subscriptions of these sessions to the topics of a thread. */
  async fromThread(sessions: readonly number[], thread: string): Promise<void> {
    // First the answers: a request that is judged meanwhile is asked about again.
    await Promise.all(sessions.map((session) => this.#try('wampeter.permissions.forget', [session])))
    await Promise.all(TOPICS.map((kind) => this.#fromTopic(sessions, `${kind}${thread}`)))
  }

  /** Ends the sessions that logged in with a token, and those of which it is not known. */
  async ofToken(sessions: readonly number[], fingerprint: string): Promise<void> {
    const token = shortFingerprint(fingerprint)
    this.#ended.add(token)
    const [oldest] = this.#ended
    if (this.#ended.size > ENDED && oldest !== undefined) this.#ended.delete(oldest)
    const theirs = sessions.filter((session) => (this.#tokens.get(session) ?? token) === token)
    await Promise.all(theirs.map((session) => this.#kill(session, 'token_ended')))
  }

  async ofAll(sessions: readonly number[], why: 'user_deleted' | 'token_ended'): Promise<void> {
    await Promise.all(sessions.map((session) => this.#kill(session, why)))
  }

  /** All cached answers of the router. */
  async forgetAll(): Promise<void> {
    await this.#try('wampeter.permissions.forget', [])
  }

  /** The users and threads of all subscriptions to topics of threads. */
  async subscriptions(
    directory: SessionDirectory,
  ): Promise<readonly (readonly [topic: string, sessions: readonly number[]])[]> {
    const { value } = await this.#client.call<{ readonly exact: readonly number[] }>('wamp.subscription.list')
    await directory.load()
    const found = await Promise.all(
      value.exact.map(async (id) => {
        const got = await this.#try<{ readonly uri: string }>('wamp.subscription.get', [id])
        const sessions = await this.#try<readonly number[]>('wamp.subscription.list_subscribers', [id])
        return got === undefined || sessions === undefined ? [] : [[got.uri, sessions] as const]
      }),
    )
    return found.flat()
  }

  /** The threads whose topics these sessions are subscribed to. */
  async threadsOf(sessions: readonly number[], directory: SessionDirectory): Promise<readonly string[]> {
    if (sessions.length === 0) return []
    const found = (await this.subscriptions(directory))
      .filter(([, subscribers]) => subscribers.some((session) => sessions.includes(session)))
      .flatMap(([topic]) => partsOf(topic)?.thread ?? [])
    return [...new Set(found)]
  }

  async #fromTopic(sessions: readonly number[], topic: string): Promise<void> {
    const id = await this.#try<number | null>('wamp.subscription.lookup', [topic])
    if (typeof id !== 'number') return
    await Promise.all(
      sessions.map((session) =>
        this.#try('wamp.subscription.remove_subscriber', [id, session, 'workshop.error.no_access']),
      ),
    )
  }

  async #kill(session: number, why: string): Promise<void> {
    await this.#try('wamp.session.kill', [session, `workshop.close.${why}`])
  }

  /** Undefined where the session or subscription is gone already. */
  async #try<Value = unknown>(procedure: string, args: readonly unknown[]): Promise<Value | undefined> {
    try {
      return (await this.#client.call<Value>(procedure, args)).value
    } catch (error) {
      if (error instanceof WampError && error.uri.startsWith('wamp.error.no_such_')) return undefined
      throw error
    }
  }
}

/**
 * Tells the pages of a thread that somebody is no member any more: a call goes from page to page, where no subscription
 * can be revoked.
 */
export async function announceEnd(client: Client, thread: string, name: string): Promise<void> {
  const kwargs = { kind: 'removed', name }
  await client.publish(`workshop.signal.${thread}`, [], { kwargs, acknowledge: true })
}
