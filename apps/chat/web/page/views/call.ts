/** The call of this page: being rung, the people in it, and what one can do. */
import { Fragment, h } from 'preact'
import type { ComponentChild } from 'preact'
import type { Going, Rung } from '../../calls/call-state.ts'
import { isFull } from '../../calls/call-state.ts'
import type { Calls } from '../calls/calls.ts'
import type { Chat } from '../chat.ts'
import { CallDevices } from './call-devices.ts'
import { LIMIT_REASON, wordsAbout, wordsFor } from './call-words.ts'
import { Video } from './video.ts'

export function Call({ chat }: { chat: Chat }): ComponentChild {
  const { calls } = chat
  const state = calls.state.value
  const problem = calls.problem.value
  const ended = state.phase === 'idle' && state.ended !== undefined ? wordsFor(state.ended) : ''
  const told = [...new Set([ended, problem])].filter(Boolean).join(' ')
  if (state.phase === 'idle' && told === '') return null
  return h('section', { class: `call ${state.phase}`, 'aria-label': 'Call' }, [
    state.phase === 'rung' ? h(Ringing, { chat, state }) : null,
    state.phase === 'call' ? h(InCall, { chat, state }) : null,
    h('p', { class: 'told', role: 'status' }, [
      told,
      told === '' ? null : h('button', { class: 'quiet', onClick: () => calls.dismiss() }, 'Dismiss'),
    ]),
  ])
}

const titleOf = (chat: Chat, permalink: string): string =>
  chat.threads.value.find((thread) => thread.permalink === permalink)?.title ?? permalink

function Ringing({ chat, state }: { chat: Chat; state: Rung }): ComponentChild {
  const { calls } = chat
  return h('div', { class: 'ringing' }, [
    h('p', { role: 'alert' }, [h('strong', null, state.from.name), ` is calling, in ${titleOf(chat, state.thread)}.`]),
    h('div', { class: 'call-actions' }, [
      h('button', { class: 'main', onClick: () => calls.answer() }, 'Answer'),
      h('button', { onClick: () => calls.decline() }, 'Decline'),
    ]),
    h(
      'p',
      { class: 'small' },
      'Answering opens your camera and microphone. The pages in a call send to each other directly, so each learns the network addresses of the others.',
    ),
  ])
}

function InCall({ chat, state }: { chat: Chat; state: Going }): ComponentChild {
  const { calls } = chat
  const { devices } = calls
  const count = calls.changes.value // reading it draws this again with each change
  return h(Fragment, null, [
    h('h2', null, `Call in ${titleOf(chat, state.thread)}`),
    h('div', { class: 'faces', 'data-changes': count }, [
      ...state.peers.map((peer) => {
        const link = calls.peers.get(peer.name)
        const theirs = link?.theirs ?? { microphone: true, picture: 'camera' as const }
        return h(Face, {
          ...{ key: peer.name, name: peer.name, stream: link?.stream, isMuted: false },
          ...{ hasPicture: theirs.picture !== 'off', words: wordsAbout(peer, theirs) },
        })
      }),
      ...state.invitations.map(({ name, tabs }) =>
        h('div', { class: 'face', key: `invited ${name}` }, [
          h('p', { role: 'status' }, tabs.length === 0 ? `Calling ${name} …` : `It rings at ${name}’s …`),
          h('button', { class: 'quiet', onClick: () => calls.withdraw(name) }, `Stop calling ${name}`),
        ]),
      ),
      h(Face, {
        ...{ key: 'own', name: 'You', stream: calls.preview, isMuted: true },
        ...{ hasPicture: devices.tracks.video !== null, words: wordsAbout({ state: 'connected' }, devices.showing) },
      }),
    ]),
    ...devices.problems.map((problem) => h('p', { class: 'problem', role: 'status', key: problem }, problem)),
    h(Controls, { calls }),
    isFull(state) ? h('p', { class: 'small' }, LIMIT_REASON) : null,
  ])
}

interface FaceProps {
  readonly name: string
  readonly stream: MediaStream | undefined
  readonly isMuted: boolean
  readonly hasPicture: boolean
  readonly words: string
}

function Face({ name, stream, isMuted, hasPicture, words }: FaceProps): ComponentChild {
  return h('figure', { class: hasPicture ? 'face' : 'face without' }, [
    h(Video, { stream, isMuted, label: `Picture of ${name}` }),
    h('figcaption', null, [h('strong', null, name), words === '' ? '' : `: ${words}`]),
  ])
}

function Controls({ calls }: { calls: Calls }): ComponentChild {
  const { devices } = calls
  return h('div', { class: 'call-actions' }, [
    h(
      'button',
      { onClick: () => devices.setMuted(!devices.isMuted) },
      devices.isMuted ? 'Unmute the microphone' : 'Mute',
    ),
    h(
      'button',
      { onClick: () => void devices.setPicture(!devices.hasPicture) },
      devices.hasPicture ? 'Camera off' : 'Camera on',
    ),
    h(
      'button',
      { onClick: () => void devices.share(!devices.isSharing) },
      devices.isSharing ? 'Stop sharing' : 'Share the screen',
    ),
    h('button', { class: 'danger', onClick: () => calls.hangUp() }, 'Hang up'),
    h(CallDevices, { devices }),
  ])
}

/** The button beside a person. */
export function CallButton({ chat, thread, name }: { chat: Chat; thread: string; name: string }): ComponentChild {
  const { calls } = chat
  const state = calls.state.value
  if (!calls.isPossible || chat.blocked.value.has(name)) return null
  const isInCall = state.phase === 'call' && state.thread === thread
  if (isInCall && [...state.peers, ...state.invitations].some((one) => one.name === name)) return null
  const isFullNow = isInCall && isFull(state)
  return h(
    'button',
    {
      class: 'quiet',
      disabled: isFullNow || (state.phase === 'call' && !isInCall),
      title: isFullNow ? LIMIT_REASON : undefined,
      onClick: () => calls.dial(thread, name),
    },
    isInCall ? `Ask ${name} into the call` : `Call ${name}`,
  )
}
