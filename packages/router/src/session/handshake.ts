/** From HELLO to WELCOME or ABORT. A step that needs time holds the session back; what arrives meanwhile is a violation. */
import { EMPTY_DICT, featuresOf, isUri, ProtocolViolation } from '@wampeter/protocol'
import type { Authenticate, ClientMessage, Dict, Features, Hello, Id, Uri } from '@wampeter/protocol'
import { quoted } from '../realm/quoted.ts'
import type { Realm } from '../realm/realm.ts'
import type { Identity } from '../realm/receiver.ts'
import type { Authenticator, Verdict } from './authenticator.ts'
import type { TransportContext } from './context.ts'
import type { Refusal } from './principals.ts'
import type { TransportInfo } from './transport.ts'

/** What a handshake asks of its connection. */
export interface HandshakeHost {
  challenge(method: string, extra: Dict): void
  refuse(refusal: Refusal): void
  /** Somebody is asked, who has a time limit of his own. */
  judging(): void
  welcome(admission: Admission): void
  /** An authenticator failed: this one log-in is refused. */
  loginFailed(error: unknown): void
}

/** Everything that WELCOME and the realm need to know. */
export interface Admission {
  readonly realm: Realm
  readonly identity: Identity
  readonly features: Features
  /** What WELCOME tells in `authextra`. */
  readonly authextra: Dict
}

type Answer = (signature: string, extra: Dict) => Verdict | Promise<Verdict>

/** What is kept of a HELLO that is being judged. Its details may hold thousands of values: an authenticator keeps what it needs. */
interface Attempt {
  readonly realm: Uri
  readonly features: Features
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
  readonly #abort = new AbortController()

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
    this.#abort.abort()
  }

  #hello(hello: Hello): void {
    if (this.#context.router.isDraining === true) return this.#refuse(DRAINING)
    const offered = offeredBy(hello)
    const authenticator = offered
      .map((method) => this.#context.authenticators.get(method))
      .find((found) => found !== undefined)
    if (authenticator?.assignsRealm !== true && !this.#context.router.realms.has(hello.realm))
      return this.#refuseRealm(hello.realm)
    if (authenticator === undefined) return this.#refuseMethods(offered)
    const session = this.#context.router.ids.global()
    const { realm, details } = hello
    this.#attempt = { realm, features: featuresOf(details.roles), authenticator, session }
    const { signal } = this.#abort
    this.#judge(() => authenticator.begin({ realm, details, session, transport: this.#transport, signal }))
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
      if (!(verdict instanceof Promise)) return this.#apply(verdict)
      this.#host.judging()
      verdict.then(this.#apply).catch(this.#fail)
    } catch (error) {
      this.#fail(error)
    }
  }

  readonly #apply = (verdict: Verdict): void => {
    if (this.#state !== 'judging' || this.#attempt === undefined) return
    const { authenticator, features, session } = this.#attempt
    if (verdict.kind === 'refused') return this.#refuse(verdict)
    if (verdict.kind === 'challenge') {
      this.#state = 'expecting AUTHENTICATE'
      this.#answer = verdict.answer
      return this.#host.challenge(authenticator.method, verdict.extra)
    }
    const { authrole, realm: name = this.#attempt.realm, decidedBy } = verdict.principal
    const realm = this.#context.router.realms.get(name)
    if (realm === undefined) return this.#refuseRealm(name, decidedBy)
    if (!realm.hasRole(authrole))
      return this.#refuse(
        named(decidedBy, 'wamp.error.no_such_role', `realm "${realm.name}" has no role "${authrole}"`),
      )
    const { authid, authprovider, extra: authextra = EMPTY_DICT } = verdict.principal
    const identity = { realm: name, session, authid, authrole, authmethod: authenticator.method, authprovider }
    if (!this.#context.admits(identity)) return this.#refuse(CHANGED)
    if (this.#context.router.isDraining === true) return this.#refuse(DRAINING)
    this.#state = 'over'
    this.#host.welcome({ realm, identity, features, authextra })
  }

  /** Also for what fails at WELCOME: left alone it would end the process, or leave a session that is half there. */
  readonly #fail = (error: unknown): void => {
    if (this.#state === 'abandoned') return
    this.#state = 'over'
    this.#host.loginFailed(error)
  }

  #refuse(refused: Refusal): void {
    this.#state = 'over'
    this.#host.refuse(refused)
  }

  #refuseRealm(realm: Uri, decidedBy?: Uri): void {
    if (realm === '') return this.#refuse(refusal('wamp.error.no_such_realm', 'no realm was asked for'))
    if (!isUri(realm))
      return this.#refuse(refusal('wamp.error.invalid_uri', 'the name of the realm is not a valid URI'))
    this.#refuse(named(decidedBy, 'wamp.error.no_such_realm', `this router has no realm ${quoted(realm)}`))
  }

  #refuseMethods(offered: readonly string[]): void {
    const available = [...this.#context.authenticators.keys()].join(', ')
    if (offered.every((method) => method === 'anonymous')) {
      const message = `anonymous sessions are not allowed here; log in by ${available}`
      return this.#refuse(refusal('wamp.error.authentication_required', message))
    }
    const message = `none of the offered authmethods is available here; available: ${available}`
    this.#refuse(refusal('wamp.error.no_matching_auth_method', message))
  }
}

/** A client that offers no method, by an empty list too, wants to be anonymous, as Crossbar has it. */
const offeredBy = ({ details: { authmethods = [] } }: Hello): readonly string[] =>
  authmethods.length === 0 ? ['anonymous'] : authmethods

/** Who was let in by what the config said at HELLO is not, when it says otherwise by then. */
const CHANGED: Refusal = {
  kind: 'refused',
  reason: 'wamp.error.authentication_failed',
  message: 'who may log in has just changed',
  retryAfterMs: 1_000,
}

/** Most clients find another router by connecting again; a client of this router finds it there again after a restart. */
const DRAINING: Refusal = {
  kind: 'refused',
  reason: 'wamp.close.system_shutdown',
  message: 'the router is being drained and takes no new session: connect again later, or to another router',
  retryAfterMs: 2_000,
}

const refusal = (reason: Uri, message: string): Refusal => ({ kind: 'refused', reason, message })

/** The log names the procedure whose answer cannot be followed. */
function named(decidedBy: Uri | undefined, reason: Uri, message: string): Refusal {
  const refused = refusal(reason, message)
  return decidedBy === undefined
    ? refused
    : { ...refused, why: `the authenticator \`${decidedBy}\` says so, but ${message}` }
}
