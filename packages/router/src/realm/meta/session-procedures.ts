/** `wamp.session.*` (*Session Meta API*): lists sessions and ends them. */
import { Refusal } from '@wampeter/protocol'
import type { Id, Uri } from '@wampeter/protocol'
import { end } from '../effect.ts'
import type { Effect } from '../effect.ts'
import type { Peer } from '../peer.ts'
import type { ReadonlyPeers } from '../peers.ts'
import type { MetaArguments } from './meta-arguments.ts'
import type { MetaCall, MetaProcedures, MetaResult } from './meta-procedure.ts'
import type { Rules } from '../options.ts'
import type { Sessions } from '../sessions.ts'
import { checkListed, idsOf, KeptList } from './id-lists.ts'
import { sessionDetails } from './session-details.ts'

const KILLED = 'wamp.close.killed'

/** The procedures by their URI. */
export function sessionProcedures(sessions: Sessions, rules: Rules): MetaProcedures {
  const all = new KeptList()
  const list = ({ given }: MetaCall): MetaResult => {
    const roles = rolesIn(given)
    checkListed(counted(sessions, roles), rules, ADVICE)
    if (roles !== undefined) return { args: [[...roles].flatMap((role) => idsOf(sessions.withAuthrole(role)))] }
    return { result: all.at(sessions.version, () => idsOf(sessions.all.values())) }
  }
  return {
    'wamp.session.count': ({ given }) => ({ args: [counted(sessions, rolesIn(given))] }),
    'wamp.session.list': list,
    'wamp.session.get': ({ given }) => ({ args: [sessionDetails(found(sessions.all, given.id(0, 'session')))] }),
    'wamp.session.kill': (call) => killOne(sessions.all, call),
    'wamp.session.kill_by_authid': ({ caller, given }) => {
      const victims = others(sessions.withAuthid(given.text(0, 'authid')), caller)
      return { args: [victims.map(({ id }) => id)], effects: ends(victims, farewell(given, 1)) }
    },
    'wamp.session.kill_by_authrole': ({ caller, given }) => {
      const victims = others(sessions.withAuthrole(given.text(0, 'authrole')), caller)
      return { args: [victims.length], effects: ends(victims, farewell(given, 1)) }
    },
    'wamp.session.kill_all': ({ caller, given }) => {
      const victims = others(sessions.all.values(), caller)
      const effects = ends(victims, farewell(given, 0))
      for (const victim of victims) victim.leavesSilently = true
      return { args: [victims.length], effects }
    },
  }
}

/** Ends one session. The caller itself is spared, with the error `wamp.error.no_such_session`. */
function killOne(peers: ReadonlyPeers, { caller, given }: MetaCall): MetaResult {
  const id = given.id(0, 'session')
  if (id === caller.id) throw new Refusal('wamp.error.no_such_session', 'a session cannot end itself this way')
  const victim = found(peers, id)
  return { effects: ends([victim], farewell(given, 1)) }
}

interface Farewell {
  readonly reason: Uri
  readonly message: string | undefined
}

const farewell = (given: MetaArguments, at: number): Farewell => ({
  reason: given.optionalUri(at, 'reason') ?? KILLED,
  message: given.optionalText(at + 1, 'message'),
})

const ends = (victims: readonly Peer[], { reason, message }: Farewell): Effect[] =>
  victims.map((victim) => end(victim, reason, message))

const ADVICE = 'name the roles whose sessions you want, or use wamp.session.count'

const others = (peers: Iterable<Peer>, caller: Peer): readonly Peer[] => [...peers].filter((peer) => peer !== caller)

const rolesIn = (given: MetaArguments): ReadonlySet<string> | undefined => {
  const roles = given.optionalTexts(0, 'filter_authroles')
  return roles === undefined ? undefined : new Set(roles)
}

const counted = (sessions: Sessions, roles: ReadonlySet<string> | undefined): number =>
  roles === undefined ? sessions.all.size : [...roles].reduce((sum, role) => sum + sessions.withAuthrole(role).size, 0)

/**
 * Finds a session of the realm.
 * @throws WampError `wamp.error.no_such_session`.
 */
export function found(peers: ReadonlyPeers, id: Id): Peer {
  const peer = peers.get(id)
  if (peer === undefined) throw new Refusal('wamp.error.no_such_session', `there is no session ${id} in this realm`)
  return peer
}
