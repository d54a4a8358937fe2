/** The whole page. */
import { h } from 'preact'
import type { ComponentChild } from 'preact'
import { useEffect } from 'preact/hooks'
import type { Connection } from '../account.ts'
import type { Chat } from '../chat.ts'
import { Call } from './call.ts'
import { Conversation } from './conversation.ts'
import { LogIn } from './log-in.ts'
import { People } from './people.ts'
import { Threads } from './threads.ts'

export function Page({ chat }: { chat: Chat }): ComponentChild {
  const { account } = chat
  const open = chat.open.value
  const unread = chat.unreadInAll.value
  const call = chat.calls.state.value
  const ringer = call.phase === 'rung' ? call.from.name : ''
  useEffect(() => {
    const calling = ringer === '' ? '' : `${ringer} is calling · `
    document.title = `${calling}${unread > 0 ? `(${unread}) ` : ''}${open === undefined ? 'Chat' : open.thread.title} · Wampeter`
  }, [unread, open, ringer])
  if (account.name.value === '') return h('div', { class: 'chat' }, [h(Banner, { chat }), h(LogIn, { account })])
  return h('div', { class: open === undefined ? 'chat' : 'chat with-thread' }, [
    h(Banner, { chat }),
    h('div', { class: 'call-place' }, h(Call, { chat })),
    h(Threads, { chat }),
    open === undefined
      ? h('main', { class: 'conversation empty', id: 'text' }, [
          h('h1', null, 'Chat'),
          h('p', null, 'Choose a thread, or make one.'),
        ])
      : h(Conversation, { chat, open, key: open.thread.permalink }),
    open === undefined ? null : h(People, { chat, open }),
  ])
}

function Banner({ chat }: { chat: Chat }): ComponentChild {
  const { account } = chat
  const name = account.name.value
  return h('header', { class: 'banner' }, [
    h('a', { class: 'home', href: '/' }, 'Wampeter'),
    name === '' ? null : h(State, { connection: account.connection.value }),
    account.broadcast.value === ''
      ? null
      : h('p', { class: 'broadcast', role: 'alert' }, [
          h('span', null, [h('strong', null, 'To everybody: '), account.broadcast.value]),
          h('button', { class: 'quiet', onClick: () => (account.broadcast.value = '') }, 'Dismiss'),
        ]),
    name === ''
      ? null
      : h('span', { class: 'me' }, [
          h('span', null, name),
          'Notification' in globalThis && !chat.wantsNotices.value
            ? h('button', { class: 'quiet', onClick: () => void chat.askForNotices() }, 'Notify me')
            : null,
          h('button', { class: 'quiet', onClick: () => void account.logOut() }, 'Log out'),
        ]),
  ])
}

function State({ connection }: { connection: Connection }): ComponentChild {
  const text =
    connection.state === 'online'
      ? 'connected'
      : connection.state === 'connecting'
        ? 'connecting …'
        : 'no connection; trying again …'
  return h('p', { class: `state ${connection.state}`, role: 'status' }, text)
}
