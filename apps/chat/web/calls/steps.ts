/** The small steps of which calls are made. */
import { CALL_TIMES } from './call-state.ts'
import type { CallState, Effect, Ended, Going, Peer, Rung } from './call-state.ts'
import type { Party, Signal, Word } from './signal.ts'

/** Who this page is, and the time in milliseconds. */
export interface Moment {
  readonly me: Party
  readonly now: number
}

/** The next state, and what must be done. */
export type Step = readonly [state: CallState, effects: readonly Effect[]]

export const send = (
  { call, thread }: { readonly call: string; readonly thread: string },
  to: number,
  signal: Signal | Word,
): Effect => ({ do: 'send', thread, to, signal: typeof signal === 'string' ? { kind: signal, call } : signal })

export const end = (ended: Ended | undefined, effects: readonly Effect[] = []): Step => [
  { phase: 'idle', ...(ended !== undefined && { ended }) },
  effects,
]

/** Changes what is known of one person in the call. */
export const replaced = (state: Going, name: string, change: Partial<Peer>): Going => ({
  ...state,
  peers: state.peers.map((peer) => (peer.name === name ? { ...peer, ...change } : peer)),
})

/** A call in which nobody else is, and nobody is rung, is over. */
export function endIfAlone([state, effects]: Step, ended: Ended): Step {
  const isAlone = state.phase === 'call' && state.peers.length + state.invitations.length === 0
  return isAlone ? end(ended, effects) : [state, effects]
}

/** Takes somebody out of the call, and tells their page `word`. */
export function without(state: Going, name: string, { ended, word }: { ended: Ended; word?: Word }): Step {
  const peer = state.peers.find((one) => one.name === name)
  const invitation = state.invitations.find((one) => one.name === name)
  const next: Going = {
    ...state,
    peers: state.peers.filter((one) => one !== peer),
    invitations: state.invitations.filter((one) => one !== invitation),
    expected: state.expected.filter((one) => one.name !== name),
  }
  const effects: Effect[] = [
    ...(peer === undefined || word === undefined ? [] : [send(state, peer.session, word)]),
    ...(invitation?.tabs ?? []).map((tab) => send(state, tab, 'cancel')),
    ...(peer === undefined ? [] : [{ do: 'disconnect', name } as const]),
  ]
  return peer === undefined && invitation === undefined ? [next, []] : endIfAlone([next, effects], ended)
}

/** Leaves a call, or does not take one. */
export function leave(state: Going | Rung, ended: Ended | undefined): Step {
  if (state.phase === 'rung') return end(ended, [send(state, state.from.session, 'decline')])
  return end(ended, [
    ...state.peers.map(({ session }) => send(state, session, 'hangup')),
    ...state.invitations.flatMap(({ tabs }) => tabs.map((tab) => send(state, tab, 'cancel'))),
    ...state.peers.map(({ name }) => ({ do: 'disconnect', name }) as const),
  ])
}

/** The one who answers makes the first offer: it travels right behind the word. */
export function answer(
  { call, thread, media, from }: Pick<Going, 'call' | 'thread' | 'media'> & { readonly from: Party },
  { now }: Moment,
): Step {
  const peer: Peer = {
    ...from,
    ...{ state: 'connecting', offers: true, until: now + CALL_TIMES.connectMs, joinAgain: Infinity },
  }
  return [
    { phase: 'call', call, thread, media, peers: [peer], invitations: [], expected: [] },
    [send({ call, thread }, from.session, 'accept'), { do: 'connect', name: from.name, offers: true }],
  ]
}
