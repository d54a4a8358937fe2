/** Who the user is: registering, logging in, keeping the token alive, and logging out. */
import { signal } from '@preact/signals'
import type { Status } from '@wampeter/client'
import { App, Refused } from './app.ts'
import type { SignalEars } from './calls/call-signals.ts'
import type { Settings } from './settings.ts'
import { Talk } from './talk.ts'

/** What the page shows of its connection. */
export type Connection =
  | { readonly state: 'connecting' | 'online' }
  | { readonly state: 'offline'; readonly why: string }

/** What an account tells. */
export interface AccountEars {
  /** There is a session: the first, or again after a loss. */
  readonly online: () => void
  readonly calls: () => SignalEars
}

const LONGEST_TIMER_MS = 2 ** 31 - 1
/** A token is renewed when this part of its remaining life is over. */
const RENEW_AT = 0.75
const TOKEN_ENDED = 'workshop.close.token_ended'

/** The account that is logged in, if any. */
export class Account {
  readonly app: App
  readonly name = signal('')
  readonly connection = signal<Connection>({ state: 'connecting' })
  readonly broadcast = signal('')
  /** Why the user is at the log-in again. */
  readonly notice = signal('')
  talk: Talk | undefined
  readonly #settings: Settings
  readonly #ears: AccountEars
  #isRenewing = false
  #renewal: ReturnType<typeof setTimeout> | undefined

  constructor(settings: Settings, ears: AccountEars) {
    this.app = new App(settings)
    this.#settings = settings
    this.#ears = ears
  }

  /** @throws Refused for an unknown name or a wrong password. */
  async logIn(name: string, password: string): Promise<void> {
    await this.app.logIn(name, password)
    await this.begin(name)
  }

  /** Begins with the token that the app has. */
  async begin(name: string): Promise<void> {
    const user = name.normalize('NFC').trim().replaceAll(/ +/g, ' ')
    this.#keepAlive(await this.app.renew())
    this.notice.value = ''
    this.talk = this.#open(user)
    this.name.value = user
  }

  async logOut(): Promise<void> {
    await this.app.logOut().catch(() => {}) // a token that cannot be revoked now ends by itself
    this.#end('')
  }

  #open(name: string): Talk {
    const talk: Talk = new Talk({
      ...{ url: this.#settings.router, name, token: this.app.token },
      onStatus: (status) => (this.talk === undefined || this.talk === talk) && this.#follow(status),
      onBroadcast: (text) => (this.broadcast.value = text),
      calls: this.#ears.calls(),
    })
    return talk
  }

  #follow(status: Status): void {
    if (status.state === 'connecting') this.connection.value = { state: 'connecting' }
    else if (status.state === 'connected' || status.state === 'restored') {
      this.connection.value = { state: 'online' }
      this.#ears.online()
    } else if (status.state === 'reconnecting' || status.state === 'refused') {
      this.connection.value = { state: 'offline', why: status.message }
      // The app says whether there is another token.
      if (status.reason === TOKEN_ENDED) void this.#renewNow()
      else if (status.state === 'refused') this.#renewIn(RETRY_MS)
    }
  }

  #keepAlive(expiresAt: number): void {
    this.#renewIn(Math.max(1_000, (expiresAt - Date.now()) * RENEW_AT))
  }

  #renewIn(ms: number): void {
    clearTimeout(this.#renewal)
    this.#renewal = setTimeout(() => void this.#renewNow(), Math.min(ms, LONGEST_TIMER_MS))
  }

  /** Opens a session with a new token before it closes the one with the old. */
  async #renewNow(): Promise<void> {
    const name = this.name.value
    if (name === '' || this.#isRenewing) return
    this.#isRenewing = true
    const before = this.app.token
    const isOver = (): boolean => this.name.value !== name // logged out meanwhile, and perhaps in as another user
    try {
      const expiresAt = await this.app.renew()
      if (isOver()) return
      this.#keepAlive(expiresAt)
      if (this.app.token === before) this.talk?.reconnect()
      else await this.#replace(name)
    } catch (error) {
      if (isOver()) return
      if (error instanceof Refused && error.status === 401) this.#end('Your log-in has ended. Log in again.')
      else this.#renewIn(RETRY_MS)
    } finally {
      this.#isRenewing = false
    }
  }

  async #replace(name: string): Promise<void> {
    const old = this.talk
    const talk = this.#open(name)
    await talk.opened()
    if (this.talk !== old) return talk.close() // logged out meanwhile
    this.talk = talk
    this.connection.value = { state: 'online' }
    this.#ears.online()
    await old?.close()
  }

  #end(notice: string): void {
    clearTimeout(this.#renewal)
    void this.talk?.close()
    this.talk = undefined
    this.app.token = ''
    this.name.value = ''
    this.broadcast.value = ''
    this.notice.value = notice
  }
}

const RETRY_MS = 5_000
