/**
 * The calls of one page, as a pure function: a state and an event give the next state and what must be done. Time and ids
 * are given to it. Its rules:
 *
 * - Both call each other at once: the call with the smaller id is the one that takes place.
 * - A page that hears of a call that it is not in says so, so that the other side does not stay in it alone.
 * - Words that end something are never answered, so no two pages talk for ever.
 * - Whatever was begun has a deadline. A word that gets lost delays the end, and does not prevent it.
 */
import { CALL_LIMITS, CALL_TIMES, isFull } from './call-state.ts'
import type { CallEvent, CallState, Effect, Ended, Going, Invitation } from './call-state.ts'
import { hear } from './hear.ts'
import { MESH_LIMIT } from './signal.ts'
import { answer, end, endIfAlone, leave, replaced, send, without } from './steps.ts'
import type { Moment, Step } from './steps.ts'

export function step(state: CallState, event: CallEvent, moment: Moment): Step {
  switch (event.kind) {
    case 'dial':
      return dial(state, event, moment)
    case 'heard':
      return hear(state, event, moment)
    case 'tick':
      return tick(state, moment)
    case 'out':
      if (state.phase === 'idle' || (event.thread !== undefined && event.thread !== state.thread)) return [state, []]
      return leave(state, { why: 'removed', name: moment.me.name })
    case 'answer':
      return state.phase === 'rung' ? answer(state, moment) : [state, []]
    case 'decline':
      if (state.phase !== 'rung') return [state, []]
      return [{ phase: 'idle' }, [send(state, state.from.session, 'decline')]]
    case 'hang-up':
      return state.phase === 'call' ? leave(state, undefined) : [state, []]
    default:
      return state.phase === 'call' ? during(state, event, moment) : removedCaller(state, event)
  }
}

/** Somebody who rings, and is removed from the thread, rings no more. */
function removedCaller(state: CallState, event: CallEvent): Step {
  const isCaller = event.kind === 'removed' && state.phase === 'rung' && state.from.name === event.name
  return isCaller && state.thread === event.thread ? end({ why: 'removed', name: event.name }) : [state, []]
}

type DuringCall = Exclude<
  CallEvent,
  { readonly kind: 'dial' | 'heard' | 'tick' | 'out' | 'answer' | 'decline' | 'hang-up' }
>

function during(state: Going, event: DuringCall, { now }: Moment): Step {
  switch (event.kind) {
    case 'withdraw': {
      const invitation = state.invitations.find(({ name }) => name === event.name)
      return invitation === undefined ? [state, []] : withdrawn(state, invitation, undefined)
    }
    case 'unsent': {
      const invitation = state.invitations.find(({ name }) => name === event.name)
      if (invitation === undefined || event.call !== state.call) return [state, []]
      return withdrawn(state, invitation, { why: event.why, name: event.name })
    }
    case 'connected':
      return [replaced(state, event.name, { state: 'connected', until: Infinity, joinAgain: Infinity }), []]
    case 'lost':
      return [replaced(state, event.name, { state: 'lost', until: now + CALL_TIMES.lostMs }), []]
    case 'closed':
      return without(state, event.name, { ended: { why: 'left', name: event.name } })
    case 'removed':
      if (state.thread !== event.thread) return [state, []]
      return without(state, event.name, { ended: { why: 'removed', name: event.name } })
    case 'moved':
      if (state.peers.some(({ name, session }) => name === event.name && session === event.session)) return [state, []]
      return [replaced(state, event.name, { session: event.session }), [{ do: 'again', name: event.name }]]
    case 'back':
      return back(state, now)
    default:
      throw new Error(`event: ${String(event satisfies never)}`)
  }
}

/** The pages that rang answered to the session that is gone. */
function back(state: Going, now: number): Step {
  const invitations = state.invitations.map((one) => ({
    ...one,
    tabs: [],
    rings: 0,
    ringAgain: now + CALL_TIMES.ringAgainMs / 4,
  }))
  return [{ ...state, invitations }, state.peers.map(({ name }) => ({ do: 'again', name }))]
}

function dial(state: CallState, event: CallEvent & { kind: 'dial' }, { me, now }: Moment): Step {
  const { thread, name, call, media } = event
  if (name === me.name) return [state, [tell('You cannot call yourself.')]]
  if (state.phase === 'rung' && state.from.name === name && state.thread === thread) return answer(state, { me, now })
  if (state.phase === 'rung') return [state, [tell(`${state.from.name} is calling: answer or decline first.`)]]
  const invitation: Invitation = {
    ...{ name, tabs: [], rings: 1 },
    ...{ until: now + CALL_TIMES.ringMs, ringAgain: now + CALL_TIMES.ringAgainMs },
  }
  if (state.phase === 'idle') {
    const going: Going = { phase: 'call', call, thread, media, peers: [], invitations: [invitation], expected: [] }
    return [going, [{ do: 'ring', thread, name, call, media }]]
  }
  if (state.thread !== thread) return [state, [tell('You are in a call of another thread: hang up first.')]]
  if ([...state.peers, ...state.invitations].some((one) => one.name === name)) return [state, []]
  if (isFull(state))
    return [state, [tell(`A call has at most ${MESH_LIMIT} people: each page sends its picture to each other one.`)]]
  return [
    { ...state, invitations: [...state.invitations, invitation] },
    [
      ...state.peers.map((peer) => send(state, peer.session, { kind: 'invited', call: state.call, name })),
      { do: 'ring', thread, name, call: state.call, media: state.media },
    ],
  ]
}

function tick(state: CallState, { now }: Moment): Step {
  if (state.phase === 'idle') return [state, []]
  if (state.phase === 'rung') return state.until > now ? [state, []] : end({ why: 'missed', name: state.from.name })
  let next: CallState = state
  const effects: Effect[] = []
  const take = ([after, more]: Step): void => {
    next = after
    effects.push(...more)
  }
  for (const peer of state.peers) {
    if (next.phase === 'call' && peer.until <= now)
      take(
        without(next, peer.name, {
          ended: { why: peer.state === 'lost' ? 'lost' : 'no-path', name: peer.name },
          word: 'hangup',
        }),
      )
    else if (next.phase === 'call' && peer.joinAgain <= now)
      take([
        replaced(next, peer.name, { joinAgain: now + CALL_TIMES.joinAgainMs }),
        [send(state, peer.session, 'join'), { do: 'again', name: peer.name }],
      ])
  }
  for (const one of state.invitations) {
    if (next.phase !== 'call') break
    if (one.until <= now)
      take(withdrawn(next, one, { why: one.tabs.length === 0 ? 'unreachable' : 'no-answer', name: one.name }))
    else if (one.ringAgain <= now) take(ringAgain(next, one, now))
  }
  if (next.phase !== 'call') return [next, effects]
  return [{ ...next, expected: next.expected.filter(({ until }) => until > now) }, effects]
}

function ringAgain(state: Going, one: Invitation, now: number): Step {
  const isHeard = one.tabs.length > 0 || one.rings >= CALL_LIMITS.rings
  const next = isHeard
    ? { ...one, ringAgain: Infinity }
    : { ...one, rings: one.rings + 1, ringAgain: now + CALL_TIMES.ringAgainMs }
  const invitations = state.invitations.map((other) => (other.name === one.name ? next : other))
  const { thread, call, media } = state
  return [{ ...state, invitations }, isHeard ? [] : [{ do: 'ring', thread, name: one.name, call, media }]]
}

/** Stops ringing somebody. */
function withdrawn(state: Going, { name, tabs }: Invitation, ended: Ended | undefined): Step {
  const invitations = state.invitations.filter((one) => one.name !== name)
  return endIfAlone(
    [{ ...state, invitations }, tabs.map((tab) => send(state, tab, 'cancel'))],
    ended ?? { why: 'hung-up', name },
  )
}

const tell = (problem: string): Effect => ({ do: 'tell', problem })
