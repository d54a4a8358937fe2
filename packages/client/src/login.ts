/** From HELLO to WELCOME, once per connection. */
import { EMPTY_DICT, ProtocolViolation } from '@wampeter/protocol'
import type { Challenge, ClientMessage, Dict, Uri, Welcome } from '@wampeter/protocol'
import type { Authentication, LoginAttempt } from './authentication.ts'
import { wireOptions } from './options.ts'
import { ROLES } from './roles.ts'

export interface LoginOptions {
  readonly realm: Uri
  /** The methods that the router may choose from, the preferred first. */
  readonly auth: readonly Authentication[]
  /** Default `Wampeter`. */
  readonly agent?: string
}

export class Login {
  readonly #options: LoginOptions
  readonly #send: (message: ClientMessage) => void
  #attempt: LoginAttempt = { authextra: EMPTY_DICT }
  #method: Authentication | undefined

  constructor(options: LoginOptions, send: (message: ClientMessage) => void) {
    this.#options = options
    this.#send = send
  }

  /** Sends HELLO. */
  async start(): Promise<void> {
    const { realm, auth, agent = 'Wampeter' } = this.#options
    const authextra: Dict = Object.assign({}, ...(await Promise.all(auth.map((method) => method.authextra?.()))))
    this.#attempt = { authextra }
    const wishes = wireOptions({
      agent,
      authmethods: auth.map(({ method }) => method),
      authid: auth.find((method) => method.authid !== undefined)?.authid,
      authextra: Object.keys(authextra).length > 0 ? authextra : undefined,
    })
    this.#send({ kind: 'HELLO', realm, details: { roles: ROLES, ...wishes } })
  }

  /**
   * Answers CHALLENGE. A second round is allowed.
   * @throws ProtocolViolation for a method that was not offered.
   */
  async challenged({ authmethod, extra }: Challenge): Promise<void> {
    const method = this.#options.auth.find((offered) => offered.method === authmethod)
    if (method?.challenge === undefined) throw new ProtocolViolation(`${authmethod} was not offered`)
    this.#method = method
    const answer = await method.challenge(extra, this.#attempt)
    this.#send({
      kind: 'AUTHENTICATE',
      ...(typeof answer === 'string' ? { signature: answer, extra: EMPTY_DICT } : answer),
    })
  }

  /** The router may have to prove itself, also without a CHALLENGE, unless a method was offered that needs no proof. */
  async welcomed({ details }: Welcome): Promise<void> {
    const { auth } = this.#options
    const method = this.#method ?? auth.find(({ welcome }) => welcome === undefined) ?? auth[0]
    await method?.welcome?.(details, this.#attempt)
  }
}
