/** `wamp.session.*` (*Session Meta API*): lists sessions and ends them. */
import { WampError } from '@wampeter/protocol'
import type { Id, Uri } from '@wampeter/protocol'
import { end } from '../effect.ts'
import type { Effect } from '../effect.ts'
import type { Peer } from '../peer.ts'
import type { MetaArguments } from './meta-arguments.ts'
import type { MetaCall, MetaProcedures, MetaResult } from './meta-procedure.ts'
import { sessionDetails } from './session-details.ts'

const KILLED = 'wamp.close.killed'

/** The sessions of a realm, live. */
export type Peers = ReadonlyMap<Id, Peer>

/** The procedures by their URI. */
export const sessionProcedures = (peers: Peers): MetaProcedures => ({
  'wamp.session.count': ({ given }) => ({ args: [withRoles(peers, given).length] }),
  'wamp.session.list': ({ given }) => ({ args: [withRoles(peers, given).map(({ id }) => id)] }),
  'wamp.session.get': ({ given }) => ({ args: [sessionDetails(found(peers, given.id(0, 'session')))] }),
  'wamp.session.kill': (call) => killOne(peers, call),
  'wamp.session.kill_by_authid': ({ caller, given }) => {
    const authid = given.text(0, 'authid')
    const victims = others(peers, caller).filter(({ identity }) => identity.authid === authid)
    return { args: [victims.map(({ id }) => id)], effects: ends(victims, farewell(given, 1)) }
  },
  'wamp.session.kill_by_authrole': ({ caller, given }) => {
    const authrole = given.text(0, 'authrole')
    const victims = others(peers, caller).filter(({ identity }) => identity.authrole === authrole)
    return { args: [victims.length], effects: ends(victims, farewell(given, 1)) }
  },
  'wamp.session.kill_all': ({ caller, given }) => {
    const victims = others(peers, caller)
    const effects = ends(victims, farewell(given, 0))
    for (const victim of victims) victim.leavesSilently = true
    return { args: [victims.length], effects }
  },
})

/** Ends one session. The caller itself is spared, with the error `wamp.error.no_such_session`. */
function killOne(peers: Peers, { caller, given }: MetaCall): MetaResult {
  const id = given.id(0, 'session')
  if (id === caller.id) throw new WampError('wamp.error.no_such_session', 'a session cannot end itself this way')
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

const others = (peers: Peers, caller: Peer): readonly Peer[] => [...peers.values()].filter((peer) => peer !== caller)

function withRoles(peers: Peers, given: MetaArguments): readonly Peer[] {
  const roles = given.optionalTexts(0, 'filter_authroles')
  const all = [...peers.values()]
  return roles === undefined ? all : all.filter(({ identity }) => roles.includes(identity.authrole))
}

/**
 * Finds a session of the realm.
 * @throws WampError `wamp.error.no_such_session`.
 */
export function found(peers: Peers, id: Id): Peer {
  const peer = peers.get(id)
  if (peer === undefined) throw new WampError('wamp.error.no_such_session', `there is no session ${id} in this realm`)
  return peer
}
