/** `wamp.registration.*` (*Registration Meta API*). */
import { Refusal } from '@wampeter/protocol'
import type { Id, Uri } from '@wampeter/protocol'
import type { Effect } from '../effect.ts'
import type { Pattern } from '../pattern.ts'
import type { Peer, Registration } from '../peer.ts'
import { idsByMatch, matchAsked } from './match-asked.ts'
import type { MetaArguments } from './meta-arguments.ts'
import { detailsOf } from './meta-events.ts'
import type { MetaProcedures } from './meta-procedure.ts'
import { checkListed, idsOf, KeptList, LIST_ADVICE } from './id-lists.ts'
import type { ListParts } from './id-lists.ts'
import { found } from './session-procedures.ts'

/** The tables of registrations, as the meta procedures see them. */
export interface RegistrationTables {
  registrations(): Iterable<Registration>
  /** The number of registrations. */
  readonly count: number
  /** Grows with each registration that is created or deleted. */
  readonly version: number
  registration(id: Id): Registration | undefined
  get(pattern: Pattern): Registration | undefined
  matching(procedure: Uri): Registration | undefined
  revoke(callee: Peer, registration: Registration, reason: Uri | undefined): Effect[]
}

/** The procedures by their URI. */
export function registrationProcedures({ peers, rules }: ListParts, tables: RegistrationTables): MetaProcedures {
  const all = new KeptList()
  return {
    'wamp.registration.list': ({ given }) => {
      const one = given.optionalId(0, 'session')
      const own = one === undefined ? undefined : (found(peers, one).registrations ?? NONE)
      checkListed(own?.size ?? tables.count, rules, LIST_ADVICE)
      if (own !== undefined) return { args: [idsByMatch(own.values())] }
      return { result: all.at(tables.version, () => idsByMatch(tables.registrations())) }
    },
    'wamp.registration.lookup': ({ given }) => ({
      args: [tables.get({ uri: given.text(0, 'procedure'), match: matchAsked(given) })?.id ?? null],
    }),
    'wamp.registration.match': ({ given }) => ({ args: [tables.matching(given.text(0, 'procedure'))?.id ?? null] }),
    'wamp.registration.get': ({ given }) => ({ args: [detailsOf(asked(tables, given))] }),
    'wamp.registration.list_callees': ({ given }) => {
      const registration = asked(tables, given)
      checkListed(registration.calleeCount, rules, 'use wamp.registration.count_callees')
      return { args: [idsOf(registration.callees)] }
    },
    'wamp.registration.count_callees': ({ given }) => ({ args: [asked(tables, given).calleeCount] }),
    'wamp.registration.remove_callee': ({ given }) => {
      const registration = asked(tables, given)
      const peer = found(peers, given.id(1, 'session'))
      if (peer.registrations?.has(registration.id) !== true)
        throw new Refusal(
          'wamp.error.no_such_registration',
          `session ${peer.id} does not hold registration ${registration.id}`,
        )
      return { effects: tables.revoke(peer, registration, given.optionalUri(2, 'reason')) }
    },
  }
}

const NONE: ReadonlyMap<Id, Registration> = new Map()

/**
 * Reads the registration id from the first argument.
 * @throws WampError `wamp.error.no_such_registration`.
 */
function asked(tables: RegistrationTables, given: MetaArguments): Registration {
  const id = given.id(0, 'registration')
  const registration = tables.registration(id)
  if (registration === undefined)
    throw new Refusal('wamp.error.no_such_registration', `there is no registration ${id} in this realm`)
  return registration
}
