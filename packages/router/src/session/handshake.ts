/** From HELLO to WELCOME or ABORT. A step that needs time holds the session back; what arrives meanwhile is a violation. */
import { isUri, ProtocolViolation } from '@wampeter/protocol'
import type { Authenticate, ClientMessage, Dict, Hello, Id, Uri } from '@wampeter/protocol'
import type { Realm } from '../realm/realm.ts'
import type { Authenticator, Principal, Verdict } from './authenticator.ts'
import type { TransportContext } from './context.ts'
import type { TransportInfo } from './transport.ts'

/** What a handshake asks of its connection. */
export interface HandshakeHost {
  challenge(method: string, extra: Dict): void
  refuse(reason: Uri, message: string): void
  welcome(admission: Admission): void
  /** An authenticator failed: this one log-in is refused. */
  broken(error: unknown): void
}

/** Everything that WELCOME and the realm need to know. */
export interface Admission {
  readonly realm: Realm
  readonly session: Id
  readonly method: string
  readonly principal: Principal
  readonly hello: Hello
}

type Answer = (signature: string, extra: Dict) => Verdict | Promise<Verdict>

/** What is known once HELLO has been accepted for judgement. */
interface Attempt {
  readonly hello: Hello
  readonly realm: Realm
  readonly authenticator: Authenticator
  readonly session: Id
}

export class Handshake {
  readonly #context: TransportContext
  readonly #host: HandshakeHost
  readonly #transport: TransportInfo
  #state: 'expecting HELLO' | 'expecting AUTHENTICATE' | 'judging' | 'over' | 'abandoned' = 'expecting HELLO'
  #answer: Answer | undefined
  #attempt: Attempt | undefined

  constructor(context: TransportContext, host: HandshakeHost, transport: TransportInfo) {
    this.#context = context
    this.#host = host
    this.#transport = transport
  }

  /** The method that judges, from HELLO on. */
  get method(): string | undefined {
    return this.#attempt?.authenticator.method
  }

  /** @throws ProtocolViolation for a message that has no place here. */
  receive(message: ClientMessage): void {
    if (message.kind === 'HELLO' && this.#state === 'expecting HELLO') return this.#hello(message)
    if (message.kind === 'AUTHENTICATE' && this.#state === 'expecting AUTHENTICATE') return this.#authenticate(message)
    throw new ProtocolViolation(`${message.kind} is not allowed before WELCOME (${this.#state})`)
  }

  /** The connection is gone or gives up: verdicts that are still on their way are dropped. */
  abandon(): void {
    this.#state = 'abandoned'
  }

  #hello(hello: Hello): void {
    const realm = this.#context.router.realms.get(hello.realm)
    if (realm === undefined) return this.#refuseRealm(hello.realm)
    const offered = hello.details.authmethods ?? ['anonymous']
    const authenticator = offered
      .map((method) => this.#context.authenticators.get(method))
      .find((found) => found !== undefined)
    if (authenticator === undefined) return this.#refuseMethods(offered)
    const session = this.#context.router.ids.global()
    this.#attempt = { hello, realm, authenticator, session }
    this.#judge(() =>
      authenticator.begin({ realm: hello.realm, details: hello.details, session, transport: this.#transport }),
    )
  }

  #authenticate({ signature, extra }: Authenticate): void {
    const answer = this.#answer
    this.#answer = undefined
    if (answer !== undefined) this.#judge(() => answer(signature, extra))
  }

  #judge(ask: () => Verdict | Promise<Verdict>): void {
    this.#state = 'judging'
    try {
      const verdict = ask()
      if (verdict instanceof Promise) verdict.then(this.#apply).catch(this.#fail)
      else this.#apply(verdict)
    } catch (error) {
      this.#fail(error)
    }
  }

  readonly #apply = (verdict: Verdict): void => {
    if (this.#state !== 'judging' || this.#attempt === undefined) return
    const { authenticator, realm, hello, session } = this.#attempt
    if (verdict.kind === 'refused') return this.#refuse(verdict.reason, verdict.message)
    if (verdict.kind === 'challenge') {
      this.#state = 'expecting AUTHENTICATE'
      this.#answer = verdict.answer
      return this.#host.challenge(authenticator.method, verdict.extra)
    }
    const { authrole } = verdict.principal
    if (!realm.hasRole(authrole))
      return this.#refuse('wamp.error.no_such_role', `realm "${realm.name}" has no role "${authrole}"`)
    this.#state = 'over'
    this.#host.welcome({ realm, session, method: authenticator.method, principal: verdict.principal, hello })
  }

  /** Also for what fails at WELCOME: left alone it would end the process, or leave a session that is half there. */
  readonly #fail = (error: unknown): void => {
    if (this.#state === 'abandoned') return
    this.#state = 'over'
    this.#host.broken(error)
  }

  #refuse(reason: Uri, message: string): void {
    this.#state = 'over'
    this.#host.refuse(reason, message)
  }

  #refuseRealm(realm: Uri): void {
    if (realm === '') return this.#refuse('wamp.error.no_such_realm', 'no realm was asked for')
    if (!isUri(realm)) return this.#refuse('wamp.error.invalid_uri', 'the name of the realm is not a valid URI')
    this.#refuse('wamp.error.no_such_realm', `this router has no realm "${realm.slice(0, 200)}"`)
  }

  #refuseMethods(offered: readonly string[]): void {
    const available = [...this.#context.authenticators.keys()].join(', ')
    if (offered.every((method) => method === 'anonymous')) {
      return this.#refuse(
        'wamp.error.authentication_required',
        `anonymous sessions are not allowed here; log in by ${available}`,
      )
    }
    this.#refuse(
      'wamp.error.no_matching_auth_method',
      `none of the offered authmethods is available here; available: ${available}`,
    )
  }
}
