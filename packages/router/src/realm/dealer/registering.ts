/** Registering: which sessions answer which procedures. */
import { EMPTY_DICT, WampError } from '@wampeter/protocol'
import type { Id, Register, Unregister, Uri } from '@wampeter/protocol'
import { deliver } from '../effect.ts'
import type { Effect } from '../effect.ts'
import { checkLimit } from '../limits.ts'
import type { MetaEvents } from '../meta/meta-events.ts'
import type { RegistrationTables } from '../meta/registration-procedures.ts'
import type { Rules } from '../options.ts'
import { exactly } from '../pattern.ts'
import type { Answerer, Peer, Registration } from '../peer.ts'
import { authorize } from '../permissions/refusal.ts'
import { quoted } from '../quoted.ts'
import { refuseUnavailable, REGISTER_OPTIONS } from '../request-options.ts'
import { checkOwnUri } from '../uris.ts'
import { Registrations } from './registrations.ts'

export interface RegisteringParts {
  readonly rules: Rules
  now(): number
  readonly meta: MetaEvents
  /** True for a procedure that the router itself answers. */
  isBuiltIn(procedure: Uri): boolean
}

export class Registering implements RegistrationTables {
  readonly #registrations = new Registrations()
  readonly #parts: RegisteringParts

  constructor(parts: RegisteringParts) {
    this.#parts = parts
  }

  /** Permission is judged before anything is said about whether the procedure is taken. */
  register(peer: Peer, { request, options, procedure }: Register): Effect[] {
    const { rules, meta } = this.#parts
    checkOwnUri(procedure, rules.options)
    refuseUnavailable(options, REGISTER_OPTIONS)
    const pattern = exactly(procedure)
    authorize(peer, 'register', pattern)
    if (this.#registrations.get(pattern) !== undefined || this.#parts.isBuiltIn(procedure)) {
      throw new WampError(
        'wamp.error.procedure_already_exists',
        `the procedure ${quoted(procedure)} is registered already`,
      )
    }
    checkLimit(peer.registrations?.size, rules.options.limits.registrationsPerSession, 'registrations')
    const registration = this.#registrations.add(peer, pattern, this.#parts.now())
    return [
      deliver([peer], { kind: 'REGISTERED', request, registration: registration.id }),
      ...meta.registered(peer, registration),
    ]
  }

  /** Invocations that are under way go on. */
  unregister(peer: Peer, { request, registration }: Unregister): Effect[] {
    const removed = this.#registrations.remove(peer, registration)
    if (removed === undefined)
      throw new WampError('wamp.error.no_such_registration', `this session does not hold registration ${registration}`)
    return [
      deliver([peer], { kind: 'UNREGISTERED', request, details: EMPTY_DICT }),
      ...this.#parts.meta.unregistered(peer, removed),
    ]
  }

  /** Takes a registration away (*Registration Revocation*); a session that did not announce the feature is not told. */
  revoke(callee: Peer, { id }: Registration, reason: Uri | undefined): Effect[] {
    const removed = this.#registrations.remove(callee, id)
    if (removed === undefined) return []
    const details = reason === undefined ? { registration: id } : { registration: id, reason }
    const told = callee.features.has('callee.registration_revocation')
      ? [deliver([callee], { kind: 'UNREGISTERED', request: 0, details })]
      : []
    return [...told, ...this.#parts.meta.unregistered(callee, removed)]
  }

  /** Removes everything that a leaving session registered; the result tells those who listen, once the calls have ended. */
  leave(peer: Peer): () => Effect[] {
    const removed = [...(peer.registrations?.keys() ?? [])].flatMap((id) => this.#registrations.remove(peer, id) ?? [])
    return () => removed.flatMap((registration) => this.#parts.meta.unregistered(peer, registration))
  }

  registrations(): Iterable<Registration> {
    return this.#registrations.values()
  }

  registration(id: Id): Registration | undefined {
    return this.#registrations.find(id)
  }

  matching(procedure: Uri): Registration | undefined {
    return this.#registrations.matching(procedure)
  }

  /** Chooses who answers the next call of a registration; undefined when it is gone. */
  choose(registration: Registration): Answerer | undefined {
    return this.#registrations.choose(registration)
  }
}
