/**
 * A call of several people: a mesh, in which each page has a connection to each other one. Whoever asks somebody in tells
 * the others; the newcomer is told who is there, and joins each of them.
 */
import { CALL_TIMES } from './call-state.ts'
import type { CallState, Effect, Going, Peer } from './call-state.ts'
import { isPolite, MESH_LIMIT } from './signal.ts'
import type { Party } from './signal.ts'
import { replaced, send } from './steps.ts'
import type { Moment, Step } from './steps.ts'

/** Both joined each other at once: the polite side waits for the other's offer. */
export function crossing(state: Going, peer: Peer, { me }: Moment): Step {
  const { name } = peer
  if (!peer.offers || peer.state !== 'connecting' || peer.joinAgain === Infinity || !isPolite(me.session, peer.session))
    return [state, []]
  return [
    replaced(state, name, { offers: false, joinAgain: Infinity }),
    [
      { do: 'disconnect', name },
      { do: 'connect', name, offers: false },
    ],
  ]
}

export function expecting(state: Going, name: string, { me, now }: Moment): Going {
  if (name === me.name || state.peers.some((peer) => peer.name === name)) return state
  const others = state.expected.filter((one) => one.name !== name).slice(1 - EXPECTED)
  return { ...state, expected: [...others, { name, until: now + CALL_TIMES.invitedMs }] }
}

const EXPECTED = 2 * MESH_LIMIT

/** Asks those to be connected who are in the call, and not known here. */
export function joinOthers(state: Going, others: readonly Party[], { me, now }: Moment): Step {
  const unknown = others.filter(({ name }) => name !== me.name && !state.peers.some((peer) => peer.name === name))
  const fresh = unknown.slice(0, MESH_LIMIT - 1 - state.peers.length).map((party): Peer => ({
    ...party,
    ...{ state: 'connecting', offers: true },
    ...{ until: now + CALL_TIMES.connectMs, joinAgain: now + CALL_TIMES.joinAgainMs },
  }))
  const effects = fresh.flatMap(({ session, name }): Effect[] => [
    send(state, session, 'join'),
    { do: 'connect', name, offers: true },
  ])
  return [
    { ...state, peers: [...state.peers, ...fresh], invitations: notRung(state, fresh) },
    [...fresh.flatMap((party) => elsewhere(state, party)), ...effects],
  ]
}

/** Somebody who is in the call is not rung any more: another one has asked them in. */
const notRung = (state: Going, fresh: readonly Party[]): Going['invitations'] =>
  state.invitations.filter(({ name }) => !fresh.some((one) => one.name === name))

/** The other pages of somebody who comes in stop to ring. */
const elsewhere = (state: Going, { session, name }: Party): Effect[] =>
  state.invitations
    .filter((one) => one.name === name)
    .flatMap(({ tabs }) => tabs.filter((tab) => tab !== session).map((tab) => send(state, tab, 'elsewhere')))

export function joined(state: Going, from: Party, moment: Moment): Step {
  // The word that the person was invited may still be on its way; then `join` comes again.
  if (!state.expected.some(({ name }) => name === from.name)) return stranger(state, from)
  return comesIn(state, from, moment)
}

/** The newcomer is told who is there, and those are told of the newcomer: two may have come in at once. */
export function comesIn(state: Going, from: Party, { now }: Moment): Step {
  if (state.peers.length >= MESH_LIMIT - 1)
    return [
      { ...state, invitations: notRung(state, [from]) },
      [...elsewhere(state, from), send(state, from.session, 'full')],
    ]
  const peer: Peer = {
    ...from,
    ...{ state: 'connecting', offers: false, until: now + CALL_TIMES.connectMs, joinAgain: Infinity },
  }
  const others = state.peers.map(({ session, name }) => ({ session, name }))
  return [
    {
      ...state,
      peers: [...state.peers, peer],
      invitations: notRung(state, [from]),
      expected: state.expected.filter(({ name }) => name !== from.name),
    },
    [
      ...elsewhere(state, from),
      { do: 'connect', name: from.name, offers: false },
      ...others.map(({ session }) => send(state, session, { kind: 'invited', call: state.call, name: from.name })),
      ...(others.length === 0 ? [] : [send(state, from.session, { kind: 'others', call: state.call, others })]),
    ],
  ]
}

/** A signal of somebody who has no part in the call. */
export const stranger = (state: CallState, { name }: Party): Step => [
  state,
  [{ do: 'tell', problem: `A signal of ${name} was ignored: that page has no part in this call.` }],
]
