/** Asks the app over HTTP. */
import type { HistoryRow } from '../state/timeline.ts'
import type { Settings } from './settings.ts'

/** What the app refused. `fields` has its sentence for each field of a form. */
export class Refused extends Error {
  readonly status: number
  readonly fields: Readonly<Record<string, string>>

  constructor(status: number, fields: Readonly<Record<string, string>>) {
    super(Object.values(fields)[0] ?? `The app answered with the status ${status}.`)
    this.status = status
    this.fields = fields
  }
}

/** A thread of the user. `newest` is the place of its newest message in the history. */
export interface Thread {
  readonly permalink: string
  readonly uri: string
  readonly title: string
  readonly private: boolean
  readonly maker: boolean
  readonly newest?: number
}

export interface Member {
  readonly name: string
  readonly maker: boolean
  readonly looks_like?: string
}

/** What the app answers to `GET /ice`. */
export interface Ice {
  readonly ice_servers: readonly { readonly urls: string[]; readonly username: string; readonly credential: string }[]
  readonly relay_only: boolean
  readonly expires_at?: number
}

export interface HistoryPage {
  readonly messages: readonly HistoryRow[]
  readonly before?: number
}

interface Request {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly body?: Readonly<Record<string, unknown>>
}

/** A user's way to the app. The token is in memory only: lesson pages share the origin, and run pasted code. */
export class App {
  readonly #settings: Settings
  token = ''

  constructor(settings: Settings) {
    this.#settings = settings
  }

  /** @throws Refused for a name that is taken or not allowed. */
  async register(name: string): Promise<{ password: string }> {
    const answer = await this.#ask<{ password: string; token: string }>(this.#settings.accounts, '/user', {
      body: { name },
    })
    this.token = answer.token
    return answer
  }

  /** @throws Refused for an unknown name or a wrong password. */
  async logIn(name: string, password: string): Promise<void> {
    const { token } = await this.#ask<{ token: string }>(this.#settings.accounts, '/login', {
      body: { name, password },
    })
    this.token = token
  }

  /** Gets a token that lives at least half its life. Returns the time of its end, in milliseconds since 1970. */
  async renew(): Promise<number> {
    const before = this.token
    const answer = await this.#ask<{ token: string; expires_at: number }>(this.#settings.accounts, '/token', {
      method: 'POST',
    })
    if (this.token === before) this.token = answer.token // else the user has logged out meanwhile
    return answer.expires_at
  }

  async logOut(): Promise<void> {
    await this.#ask(this.#settings.accounts, '/logout', { method: 'POST' })
    this.token = ''
  }

  async threads(): Promise<readonly Thread[]> {
    return (await this.#ask<{ threads: readonly Thread[] }>(this.#settings.threads, '/threads')).threads
  }

  /** Makes a thread, or joins an open one. Returns its URI. */
  async makeThread(title: string, isPrivate: boolean): Promise<string> {
    const body = { title, private: isPrivate }
    return (await this.#ask<{ uri: string }>(this.#settings.threads, '/thread', { body })).uri
  }

  async members(thread: string): Promise<readonly Member[]> {
    const answer = await this.#ask<{ members: readonly Member[] }>(this.#settings.threads, `${path(thread)}/members`)
    return answer.members
  }

  async addMember(thread: string, name: string): Promise<void> {
    await this.#ask(this.#settings.threads, `${path(thread)}/members`, { body: { name } })
  }

  async endMember(thread: string, name: string): Promise<void> {
    const member = `${path(thread)}/members/${encodeURIComponent(name)}`
    await this.#ask(this.#settings.threads, member, { method: 'DELETE' })
  }

  ice(): Promise<Ice> {
    return this.#ask<Ice>(this.#settings.threads, '/ice')
  }

  history(thread: string, { before, limit }: { before?: number | undefined; limit: number }): Promise<HistoryPage> {
    const query = new URLSearchParams({ limit: String(limit), ...(before !== undefined && { before: String(before) }) })
    return this.#ask<HistoryPage>(this.#settings.threads, `${path(thread)}/messages?${query.toString()}`)
  }

  async deleteMessage(thread: string, id: string): Promise<void> {
    const message = `${path(thread)}/messages/${encodeURIComponent(id)}`
    await this.#ask(this.#settings.threads, message, { method: 'DELETE' })
  }

  async #ask<Answer>(base: string, at: string, { method, body }: Request = {}): Promise<Answer> {
    const response = await fetch(base + at, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.token !== '' && { authorization: `Bearer ${this.token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const text = await response.text()
    if (!response.ok) throw new Refused(response.status, fieldsIn(text))
    return (text === '' ? undefined : JSON.parse(text)) as Answer
  }
}

const ANSWER_MS = 10_000

const path = (thread: string): string => `/thread/${encodeURIComponent(thread)}`

function fieldsIn(text: string): Readonly<Record<string, string>> {
  try {
    const fields: unknown = JSON.parse(text)
    return typeof fields === 'object' && fields !== null ? (fields as Record<string, string>) : {}
  } catch {
    return {}
  }
}
