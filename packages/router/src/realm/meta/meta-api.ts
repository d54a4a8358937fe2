/** The procedures that the router itself answers (*Meta API*), by name. */
import { EMPTY_DICT, Payload, Refusal } from '@wampeter/protocol'
import type { Call, Uri, WampError } from '@wampeter/protocol'
import { isPassthru } from '../announced.ts'
import { deliver } from '../effect.ts'
import type { Effect } from '../effect.ts'
import type { Rules } from '../options.ts'
import type { Peer } from '../peer.ts'
import type { Sessions } from '../sessions.ts'
import { MetaArguments } from './meta-arguments.ts'
import type { MetaProcedure, MetaProcedures } from './meta-procedure.ts'
import { permissionProcedures } from './permission-procedures.ts'
import { registrationProcedures } from './registration-procedures.ts'
import type { RegistrationTables } from './registration-procedures.ts'
import { sessionProcedures } from './session-procedures.ts'
import { subscriptionProcedures } from './subscription-procedures.ts'
import type { SubscriptionTables } from './subscription-procedures.ts'
import { testamentProcedures } from './testament-procedures.ts'

/** The tables of the realm that meta procedures read and change. */
export interface MetaApiParts {
  readonly rules: Rules
  readonly sessions: Sessions
  readonly subscriptions: SubscriptionTables
  readonly registrations: RegistrationTables
}

/** Answers calls to meta procedures. */
export class MetaApi {
  readonly #procedures: ReadonlyMap<Uri, MetaProcedure>

  readonly #rules: Rules

  constructor({ rules, sessions, subscriptions, registrations }: MetaApiParts) {
    this.#rules = rules
    const peers = sessions.all
    const all: MetaProcedures = {
      ...sessionProcedures(sessions, rules),
      ...subscriptionProcedures({ peers, rules }, subscriptions),
      ...registrationProcedures({ peers, rules }, registrations),
      ...testamentProcedures(rules),
      ...permissionProcedures(peers),
    }
    this.#procedures = new Map(Object.entries(all))
  }

  answers(procedure: Uri): boolean {
    return this.#rules.options.metaApi && this.#procedures.has(procedure)
  }

  /**
   * Answers a call that was permitted; undefined when the router has no such procedure.
   * @throws WampError as the procedure does.
   */
  call(caller: Peer, { request, options, procedure, payload }: Call): Effect[] | undefined {
    if (!procedure.startsWith('wamp')) return undefined // cheaper than the look-up, and every call passes here
    const run = this.#rules.options.metaApi ? this.#procedures.get(procedure) : undefined
    if (run === undefined) return undefined
    if (options.progress === true || isPassthru(options)) throw unsupported(procedure)
    const values = payload.values()
    const {
      args = [],
      effects = [],
      result: made = Payload.of(args),
    } = run({ caller, given: new MetaArguments(values), payload })
    const result = { kind: 'RESULT', request, details: EMPTY_DICT, payload: made } as const
    return [deliver([caller], result), ...effects]
  }
}

/** The router's own procedures take one CALL, and read its payload. */
const unsupported = (procedure: Uri): WampError =>
  new Refusal(
    'wamp.error.feature_not_supported',
    `${procedure} takes no calls in parts and no passthru payload: the router itself answers it`,
  )
