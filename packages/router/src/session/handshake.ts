/**
 * Handles a log-in from HELLO to WELCOME or ABORT. A message that arrives while an authenticator judges is a violation.
 */
import { EMPTY_DICT, featuresOf, isUri, ProtocolViolation } from '@wampeter/protocol'
import type { Authenticate, ClientMessage, Dict, Features, Hello, Id, Uri } from '@wampeter/protocol'
import { quoted } from '../realm/quoted.ts'
import type { Realm } from '../realm/realm.ts'
import type { Identity } from '../realm/receiver.ts'
import { Attempt, AttemptEnd } from './attempt.ts'
import type { Authenticator, Verdict } from './authenticator.ts'
import type { TransportContext } from './context.ts'
import { firstOf, offeredBy } from './offered-methods.ts'
import type { Refusal } from './principals.ts'
import type { TransportInfo } from './transport.ts'

/** The connection, as its handshake sees it. */
export interface HandshakeHost {
  challenge(method: string, extra: Dict): void
  refuse(refusal: Refusal): void
  /** An authenticator judges, and has its own timeout. */
  judging(): void
  welcome(admission: Admission): void
  /** An authenticator failed. This one log-in is refused. */
  loginFailed(error: unknown): void
}

/** The data for WELCOME and for the realm. */
export interface Admission {
  readonly realm: Realm
  readonly identity: Identity
  readonly features: Features
  /** The contents of `authextra` in WELCOME. */
  readonly authextra: Dict
}

type Answer = (signature: string, extra: Dict) => Verdict | Promise<Verdict>

/** The parts of HELLO that are kept while it is judged. Its other details, which may be large, are not kept. */
interface KeptHello {
  readonly realm: Uri
  readonly features: Features
  readonly authenticator: Authenticator
  readonly session: Id
}

/** One log-in. */
export class Handshake {
  readonly #context: TransportContext
  readonly #host: HandshakeHost
  readonly #transport: TransportInfo
  #state: 'expecting HELLO' | 'expecting AUTHENTICATE' | 'judging' | 'over' | 'abandoned' = 'expecting HELLO'
  #answer: Answer | undefined
  #kept: KeptHello | undefined
  #end: AttemptEnd | undefined

  constructor(context: TransportContext, host: HandshakeHost, transport: TransportInfo) {
    this.#context = context
    this.#host = host
    this.#transport = transport
  }

  /** The method of the authenticator; undefined before HELLO. */
  get method(): string | undefined {
    return this.#kept?.authenticator.method
  }

  /** @throws ProtocolViolation for a message that is not allowed in this state. */
  receive(message: ClientMessage): void {
    if (message.kind === 'HELLO' && this.#state === 'expecting HELLO') return this.#hello(message)
    if (message.kind === 'AUTHENTICATE' && this.#state === 'expecting AUTHENTICATE') return this.#authenticate(message)
    throw new ProtocolViolation(`${message.kind} is not allowed before WELCOME (${this.#state})`)
  }

  /** Stops the log-in. A verdict that arrives later is dropped. */
  abandon(): void {
    this.#state = 'abandoned'
    this.#end?.come()
  }

  #hello(hello: Hello): void {
    if (this.#context.router.isDraining === true) return this.#refuse(DRAINING)
    const offered = offeredBy(hello)
    const authenticator = firstOf(offered, this.#context.authenticators)
    if (authenticator?.assignsRealm !== true && !this.#context.router.realms.has(hello.realm))
      return this.#refuseRealm(hello.realm)
    if (authenticator === undefined) return this.#refuseMethods(offered)
    const session = this.#context.router.ids.global()
    const { realm, details } = hello
    this.#kept = { realm, features: featuresOf(details.roles), authenticator, session }
    this.#end = new AttemptEnd()
    const attempt = new Attempt({ realm, details, session, transport: this.#transport }, this.#end)
    this.#judge(() => authenticator.begin(attempt))
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
      verdict.then((judged) => this.#apply(judged)).catch((error: unknown) => this.#fail(error))
    } catch (error) {
      this.#fail(error)
    }
  }

  #apply(verdict: Verdict): void {
    if (this.#state !== 'judging' || this.#kept === undefined) return
    const { authenticator, features, session } = this.#kept
    if (verdict.kind === 'refused') return this.#refuse(verdict)
    if (verdict.kind === 'challenge') {
      this.#state = 'expecting AUTHENTICATE'
      this.#answer = verdict.answer
      return this.#host.challenge(authenticator.method, verdict.extra)
    }
    const { authrole, realm: name = this.#kept.realm, decidedBy } = verdict.principal
    const realm = this.#context.router.realms.get(name)
    if (realm === undefined) return this.#refuseRealm(name, decidedBy)
    if (!realm.hasRole(authrole))
      return this.#refuse(
        named(decidedBy, 'wamp.error.no_such_role', `realm "${realm.name}" has no role "${authrole}"`),
      )
    const { authid, authprovider, extra: authextra = EMPTY_DICT } = verdict.principal
    const identity = { realm: realm.name, session, authid, authrole, authmethod: authenticator.method, authprovider }
    if (!this.#context.admits(identity)) return this.#refuse(CHANGED)
    if (this.#context.router.isDraining === true) return this.#refuse(DRAINING)
    this.#state = 'over'
    this.#host.welcome({ realm, identity, features, authextra })
  }

  /**
   * Refuses the log-in after an exception, also one from sending WELCOME. Unhandled, it would end the process or leave
   * half a session.
   */
  #fail(error: unknown): void {
    if (this.#state === 'abandoned') return
    this.#state = 'over'
    this.#host.loginFailed(error)
  }

  #refuse(refused: Refusal): void {
    this.#state = 'over'
    this.#host.refuse(refused)
  }

  #refuseRealm(realm: Uri, decidedBy?: Uri): void {
    if (realm === '') return this.#refuse(refusal('wamp.error.no_such_realm', 'HELLO names no realm'))
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

/** The refusal when the config changed during the log-in and no longer allows it. */
const CHANGED: Refusal = {
  kind: 'refused',
  reason: 'wamp.error.authentication_failed',
  message: 'the config changed during the log-in; log in again',
  retryAfterMs: 1_000,
}

/** The refusal of a draining router. A client may reach another router, or this one after its restart. */
const DRAINING: Refusal = {
  kind: 'refused',
  reason: 'wamp.close.system_shutdown',
  message: 'the router is being drained and takes no new session: connect again later, or to another router',
  retryAfterMs: 2_000,
}

const refusal = (reason: Uri, message: string): Refusal => ({ kind: 'refused', reason, message })

/** A refusal whose log text names the procedure that gave the unusable answer. */
function named(decidedBy: Uri | undefined, reason: Uri, message: string): Refusal {
  const refused = refusal(reason, message)
  return decidedBy === undefined
    ? refused
    : { ...refused, why: `the authenticator \`${decidedBy}\` gave an answer that cannot be used: ${message}` }
}
