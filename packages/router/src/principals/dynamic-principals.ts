/**
 * Principals that a procedure knows. It is called with realm, authid and details, as Crossbar's authenticators are,
 * and answers a role, or a dictionary. The answer is read strictly: a value of a wrong type refuses the log-in, and
 * the log names the procedure and the value.
 */
import { describe, isDict, isUri, WampError } from '@wampeter/protocol'
import type { Dict, PayloadValues, Uri } from '@wampeter/protocol'
import { quoted } from '../realm/quoted.ts'
import type { LoginAttempt, Principal } from '../session/authenticator.ts'
import type { DynamicOptions } from '../session/options.ts'
import { AnswerLate } from '../session/procedure-call.ts'
import type { ProcedureCall } from '../session/procedure-call.ts'
import type { Candidate, Principals, Refusal } from '../session/principals.ts'
import { transportDetails } from '../session/transport-details.ts'
import type { LoginGate } from './login-gate.ts'

/**
 * Calls a procedure in the router's own name. Rejects with the procedure's WampError, with {@link NotRegistered}, with
 * {@link AnswerLate}, or with the signal's reason.
 */
export type CallProcedure = (realm: Uri, procedure: ProcedureCall, signal: AbortSignal) => Promise<PayloadValues>

/** The procedure cannot be called: it, or its realm, does not exist. */
export class NotRegistered extends Error {
  override readonly name: string = 'NotRegistered'
}

export interface DynamicParts<Credential> {
  readonly method: string
  readonly options: DynamicOptions
  readonly call: CallProcedure
  readonly gate: LoginGate
  /** Reads what the method needs from the answer. Throws {@link BadAnswer} where it is missing or of the wrong type. */
  credential(answer: Dict): Credential
}

/** An answer that cannot be used. The message goes to the log, never to the client. */
export class BadAnswer extends Error {
  override readonly name: string = 'BadAnswer'
}

const TRUSTED = 'trusted'
const FAILED = 'wamp.error.authentication_failed'
const NOT_ACCEPTED = 'the authenticator failed; the log of the router says why'
const RETRY_MS = 1_000

export class DynamicPrincipals<Credential> implements Principals<Credential> {
  readonly #parts: DynamicParts<Credential>

  constructor(parts: DynamicParts<Credential>) {
    this.#parts = parts
  }

  get assignsRealm(): boolean {
    return this.#parts.options.authenticatorRealm !== undefined
  }

  /** `more` is added to the details that the procedure gets. */
  async find(attempt: LoginAttempt, more: Dict = {}): Promise<Candidate<Credential> | Refusal> {
    const leave = this.#parts.gate.enter()
    if (leave === undefined) return this.#full()
    try {
      const candidate = this.#candidate(attempt, await this.#ask(attempt, more))
      return this.#isTooMighty(candidate) ? this.#denyTrusted() : candidate
    } catch (error) {
      return attempt.signal.aborted ? GIVEN_UP : this.#refusal(error)
    } finally {
      leave()
    }
  }

  async #ask(attempt: LoginAttempt, more: Dict): Promise<PayloadValues> {
    const { options, call, method } = this.#parts
    const { realm, details, session, signal } = attempt
    const given = {
      transport: transportDetails(attempt.transport),
      session,
      authmethod: method,
      authextra: details.authextra ?? null,
      ...more,
    }
    const args = [realm === '' ? null : realm, details.authid ?? null, given]
    const { authenticator: uri, authenticatorRealm = realm, timeoutMs } = options
    return await call(authenticatorRealm, { uri, args, timeoutMs }, signal)
  }

  #candidate(attempt: LoginAttempt, { args }: PayloadValues): Candidate<Credential> {
    const answer = typeof args[0] === 'string' ? { role: args[0] } : args[0]
    if (!isDict(answer)) throw new BadAnswer(`it answered ${describe(answer)}, not a role or a dictionary`)
    const authid = text(answer, 'authid') ?? attempt.details.authid
    if (authid === undefined) throw new BadAnswer('neither the client nor its answer names an authid')
    const role = text(answer, 'role') ?? this.#parts.options.defaultRole
    if (role === undefined) throw new BadAnswer('its answer has no `role`')
    const { realm, extra } = { realm: text(answer, 'realm'), extra: answer['extra'] ?? undefined }
    if (extra !== undefined && !isDict(extra))
      throw new BadAnswer(`its \`extra\` is ${describe(extra)}, not a dictionary`)
    const principal: Principal = {
      authid,
      authrole: role,
      authprovider: 'dynamic',
      decidedBy: this.#parts.options.authenticator,
      ...(realm !== undefined && { realm }),
      ...(extra !== undefined && { extra }),
    }
    return { kind: 'candidate', principal, credential: this.#parts.credential(answer), isKnown: true }
  }

  /**
   * Refuses `trusted` unless the config allows it: any session that may register the procedure could answer in its
   * place.
   */
  #isTooMighty({ principal }: Candidate<Credential>): boolean {
    return principal.authrole === TRUSTED && !this.#parts.options.allowsTrusted
  }

  #denyTrusted(): Refusal {
    const { method, options } = this.#parts
    return refused(FAILED, 'an authenticator may not give the role "trusted" here ("allow-trusted" in the config)', {
      why: `the authenticator \`${options.authenticator}\` gave the role "trusted"; set auth.${method}.allow-trusted to true if it may`,
    })
  }

  #refusal(error: unknown): Refusal {
    const { authenticator, timeoutMs } = this.#parts.options
    const named = `the authenticator \`${authenticator}\``
    if (error instanceof NotRegistered)
      return refused(FAILED, 'this log-in cannot be decided yet', { why: error.message, retryAfterMs: RETRY_MS })
    if (error instanceof BadAnswer)
      return refused(FAILED, NOT_ACCEPTED, { why: `${named} cannot be used: ${error.message}` })
    if (error instanceof WampError) return this.#denial(error, named)
    if (error instanceof AnswerLate) {
      const why = `${named} did not answer within ${timeoutMs} ms`
      return refused(FAILED, 'the log-in could not be decided in time', { why, retryAfterMs: RETRY_MS })
    }
    throw error
  }

  /** The procedure chooses the reason. A reason that is no URI cannot be sent. */
  #denial({ uri, args }: WampError, named: string): Refusal {
    const [first] = args
    const message = first === undefined || typeof first === 'object' ? '' : String(first)
    if (uri === 'wamp.error.canceled')
      return refused(FAILED, NOT_ACCEPTED, { why: `${named} went away before it answered`, retryAfterMs: RETRY_MS })
    if (!isUri(uri)) return refused(FAILED, NOT_ACCEPTED, { why: `${named} refused with a reason that is no URI` })
    const said = message === '' ? '' : ` and said ${quoted(message)}`
    return refused(uri, message, { why: `${named} refused${said}` })
  }

  #full(): Refusal {
    return refused('wampeter.error.limit_exceeded', 'too many log-ins wait to be decided', {
      why: `the authenticator \`${this.#parts.options.authenticator}\` has as many open log-ins as may wait`,
      retryAfterMs: RETRY_MS,
    })
  }
}

/** The connection has closed meanwhile, so this refusal is not sent. */
const GIVEN_UP: Refusal = { kind: 'refused', reason: FAILED, message: 'the log-in was given up' }

const refused = (reason: Uri, message: string, more: Pick<Refusal, 'why' | 'retryAfterMs'>): Refusal => ({
  kind: 'refused',
  reason,
  message,
  ...more,
})

/** A string of an answer; null counts as absent. */
export function text(answer: Dict, key: string): string | undefined {
  const value = answer[key] ?? undefined
  if (value !== undefined && typeof value !== 'string')
    throw new BadAnswer(`its \`${key}\` is ${described(key, value)}, not a string`)
  return value
}

/** Describes a value; only its type where it may be a secret. */
const described = (key: string, value: unknown): string => (key === 'secret' ? `a ${typeof value}` : describe(value))
