/**
 * Knows the user of every session of the realm: by the router's meta events, and by its meta procedures for the
 * sessions that were there before.
 */
import { WampError } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { Sessions } from './sessions.ts'

interface Joined {
  readonly session: number
  readonly authid: string
}

export class SessionDirectory {
  readonly #client: Client
  readonly #sessions = new Sessions()

  private constructor(client: Client) {
    this.#client = client
  }

  /** Begins to follow. Sessions that were there before are asked for when they are needed, or by `load`. */
  static async follow(client: Client): Promise<SessionDirectory> {
    const directory = new SessionDirectory(client)
    const sessions = directory.#sessions
    client.onStatus(({ state }) => {
      if (state === 'reconnecting') sessions.clear() // the ids belong to the router's last life
    })
    await Promise.all([
      client.subscribe('wamp.session.on_join', ([{ session, authid }]: [Joined]) => sessions.joined(session, authid)),
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
      const { value } = await this.#client.call<Joined>('wamp.session.get', [session])
      this.#sessions.joined(session, value.authid)
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
}
