/**
 * Knows the user of every session of the realm: by the router's meta events, and by its meta procedures for the
 * sessions that were there before.
 */
import { WampError } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { Sessions } from './sessions.ts'

/** A session as the router describes it. */
export interface JoinedSession {
  readonly session: number
  readonly authid: string
  /** What the authenticator gave it. */
  readonly authextra?: Readonly<Record<string, unknown>>
}

export class SessionDirectory {
  readonly #client: Client
  readonly #sessions = new Sessions()

  readonly #onJoined: (joined: JoinedSession) => void

  private constructor(client: Client, onJoined: (joined: JoinedSession) => void) {
    this.#client = client
    this.#onJoined = onJoined
  }

  /** Begins to follow. `onJoined` gets each session once. Sessions that were there before are asked for when they are needed, or by `load`. */
  static async follow(
    client: Client,
    onJoined: (joined: JoinedSession) => void = () => undefined,
  ): Promise<SessionDirectory> {
    const directory = new SessionDirectory(client, onJoined)
    const sessions = directory.#sessions
    client.onStatus(({ state }) => {
      if (state === 'reconnecting') sessions.clear() // the ids belong to the router's last life
    })
    await Promise.all([
      client.subscribe('wamp.session.on_join', ([joined]: [JoinedSession]) => directory.#joined(joined)),
      client.subscribe('wamp.session.on_leave', ([session]: [number]) => sessions.left(session)),
    ])
    return directory
  }

  /** Asks the router for every session that is not known yet. */
  async load(): Promise<void> {
    const { value } = await this.#client.call<readonly number[]>('wamp.session.list')
    await Promise.all(value.map((session) => this.nameOf(session)))
  }

  /** The user of a session; undefined when the session is over. */
  async nameOf(session: number): Promise<string | undefined> {
    const known = this.#sessions.nameOf(session)
    if (known !== undefined) return known
    try {
      const { value } = await this.#client.call<JoinedSession>('wamp.session.get', [session])
      this.#joined(value)
      return value.authid
    } catch (error) {
      if (error instanceof WampError && error.uri === 'wamp.error.no_such_session') return undefined
      throw error
    }
  }

  /** The sessions of a user that are known. */
  of(user: string): readonly number[] {
    return this.#sessions.of(user)
  }

  users(): readonly string[] {
    return this.#sessions.users()
  }

  #joined(joined: JoinedSession): void {
    if (this.#sessions.nameOf(joined.session) !== undefined) return
    this.#sessions.joined(joined.session, joined.authid)
    this.#onJoined(joined)
  }
}
