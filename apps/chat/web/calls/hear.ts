/** What a page does about the signals of others. */
import { CALL_LIMITS, CALL_TIMES } from './call-state.ts'
import type { CallEvent, CallState, Effect, Going, Invitation, Peer, Rung } from './call-state.ts'
import { comesIn, crossing, expecting, joined, joinOthers, stranger } from './mesh.ts'
import type { Signal, Word } from './signal.ts'
import { answer, end, endIfAlone, leave, replaced, send, without } from './steps.ts'
import type { Moment, Step } from './steps.ts'

type Heard = CallEvent & { readonly kind: 'heard' }
type Ring = Signal & { readonly kind: 'ring' }

export function hear(state: CallState, heard: Heard, moment: Moment): Step {
  const { thread, from, signal } = heard
  if (from.name === moment.me.name) return [state, []] // another page of the same person
  if (signal.kind === 'ring') return hearRing(state, { ...heard, signal }, moment)
  if (state.phase === 'idle' || state.call !== signal.call || state.thread !== thread) return [state, notIn(heard)]
  if (state.phase === 'rung') return hearWhileRung(state, heard)
  const peer = state.peers.find(({ name }) => name === from.name)
  if (peer !== undefined && peer.session === from.session) return hearPeer(state, peer, { heard, moment })
  return hearAnother(state, heard, moment)
}

/** Words that end something are not answered. */
const LAST: readonly Signal['kind'][] = ['cancel', 'decline', 'busy', 'elsewhere', 'hangup', 'full']

/** Tells a page that this one is not in the call, or not any more. */
function notIn({ thread, from, signal }: Heard): Effect[] {
  if (LAST.includes(signal.kind)) return []
  const word: Word = signal.kind === 'ringing' || signal.kind === 'accept' ? 'cancel' : 'hangup'
  return [send({ call: signal.call, thread }, from.session, word)]
}

function hearRing(state: CallState, heard: Heard & { readonly signal: Ring }, moment: Moment): Step {
  const { thread, from, signal } = heard
  const { call, media } = signal
  const ring = { call, thread, media, from }
  switch (state.phase) {
    case 'idle':
      return [{ ...ring, phase: 'rung', until: moment.now + CALL_TIMES.rungMs }, [send(ring, from.session, 'ringing')]]
    case 'rung':
      if (state.call !== call || state.from.name !== from.name || state.thread !== thread)
        return [state, [send(ring, from.session, 'busy')]]
      return [{ ...state, from }, [send(ring, from.session, 'ringing')]] // it may have another session now
    case 'call':
      return ringDuringCall(state, ring, moment)
    default:
      throw new Error(`state: ${String(state satisfies never)}`)
  }
}

function ringDuringCall(state: Going, ring: Pick<Rung, 'call' | 'thread' | 'media' | 'from'>, moment: Moment): Step {
  const { from, call, thread } = ring
  const isIn = state.peers.some(({ name }) => name === from.name)
  if (state.call === call && state.thread === thread && isIn)
    // The caller has a new session, or did not hear the answer.
    return [
      replaced(state, from.name, { session: from.session }),
      [send(state, from.session, 'accept'), { do: 'again', name: from.name }],
    ]
  const invitation = state.invitations.find(({ name }) => name === from.name)
  const isGlare = invitation !== undefined && state.peers.length === 0 && state.invitations.length === 1
  if (!isGlare || state.thread !== thread) return [state, [send(ring, from.session, 'busy')]]
  if (state.call < call) return [state, []] // they hear my ring, and take it
  const [taken, effects] = answer(ring, moment)
  return [taken, [...cancelled(state, invitation), ...effects]]
}

const cancelled = (state: Going, { tabs }: Invitation): Effect[] => tabs.map((tab) => send(state, tab, 'cancel'))

function hearWhileRung(state: Rung, { from, signal }: Heard): Step {
  if (from.name !== state.from.name) return stranger(state, from)
  switch (signal.kind) {
    case 'cancel':
    case 'hangup':
      return end({ why: 'missed', name: from.name })
    case 'elsewhere':
      return end({ why: 'elsewhere', name: from.name })
    default:
      return [state, []]
  }
}

function hearPeer(state: Going, peer: Peer, { heard, moment }: { heard: Heard; moment: Moment }): Step {
  const { signal } = heard
  const { name } = peer
  switch (signal.kind) {
    case 'description':
    case 'candidate':
      return [state, [{ do: 'negotiate', name, signal }]]
    case 'hangup':
    case 'cancel':
    case 'decline':
      return without(state, name, { ended: { why: 'left', name } })
    case 'elsewhere':
      return without(state, name, { ended: { why: 'elsewhere', name } })
    case 'full':
      return peer.state === 'connecting' ? leave(state, { why: 'full', name }) : [state, []]
    case 'join':
      return crossing(state, peer, moment)
    case 'invited':
      return [expecting(state, signal.name, moment), []]
    case 'others':
      return joinOthers(state, signal.others, moment)
    default:
      return [state, []] // heard before, or of no meaning here
  }
}

/** A signal of this call from a page that is not in it. */
function hearAnother(state: Going, { from, signal }: Heard, moment: Moment): Step {
  const isIn = state.peers.some(({ name }) => name === from.name)
  const invitation = state.invitations.find(({ name }) => name === from.name)
  switch (signal.kind) {
    case 'ringing':
      if (invitation !== undefined && !isIn) return [rings(state, invitation, from.session), []]
      return [state, [send(state, from.session, isIn ? 'elsewhere' : 'cancel')]]
    case 'accept':
      if (invitation !== undefined && !isIn) return comesIn(state, from, moment)
      return [state, [send(state, from.session, isIn ? 'elsewhere' : 'cancel')]]
    case 'join':
      if (isIn) return [state, [send(state, from.session, 'elsewhere')]]
      return joined(state, from, moment)
    case 'decline':
    case 'busy':
      if (invitation === undefined) return [state, []]
      return endIfAlone(
        [
          { ...state, invitations: state.invitations.filter((one) => one !== invitation) },
          cancelled(state, invitation).filter((effect) => effect.do === 'send' && effect.to !== from.session),
        ],
        { why: signal.kind === 'busy' ? 'busy' : 'declined', name: from.name },
      )
    default:
      return stranger(state, from)
  }
}

const rings = (state: Going, invitation: Invitation, tab: number): Going => ({
  ...state,
  invitations: state.invitations.map((one) =>
    one === invitation ? { ...one, tabs: [...new Set([...one.tabs, tab])].slice(0, CALL_LIMITS.tabs) } : one,
  ),
})
