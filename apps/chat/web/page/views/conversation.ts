/** The open thread: its messages, who is typing, and the field for a new one. */
import { h } from 'preact'
import type { ComponentChild } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Chat } from '../chat.ts'
import type { OpenThread } from '../open-thread.ts'
import { Messages } from './messages.ts'

export function Conversation({ chat, open }: { chat: Chat; open: OpenThread }): ComponentChild {
  const { thread } = open
  return h('main', { class: 'conversation', id: 'text' }, [
    h('header', { class: 'thread-head' }, [
      h('a', { class: 'back', href: '#' }, '← Threads'),
      h('h1', null, thread.title),
      h('p', { class: 'small' }, open.here.value.length === 0 ? '' : `here: ${open.here.value.join(', ')}`),
    ]),
    open.isRemoved.value
      ? h('p', { class: 'problem', role: 'alert' }, 'You are not a member of this thread any more.')
      : null,
    open.loads.trouble.value === '' ? null : h('p', { class: 'problem', role: 'status' }, open.loads.trouble.value),
    h(Messages, { chat, open, key: thread.permalink }),
    h(Typing, { names: open.typists.names.value.filter((name) => !chat.blocked.value.has(name)) }),
    open.isRemoved.value ? null : h(Composer, { chat, open, key: `composer ${thread.permalink}` }),
  ])
}

function Typing({ names }: { names: readonly string[] }): ComponentChild {
  const [first, ...others] = names
  const who = others.length === 0 ? `${first} is typing …` : `${first} and ${others.length} more are typing …`
  return h('p', { class: 'typing small', role: 'status' }, first === undefined ? '' : who)
}

/** The longest message, in bytes. */
const MOST_BYTES = 16_384

function Composer({ chat, open }: { chat: Chat; open: OpenThread }): ComponentChild {
  const field = useRef<HTMLTextAreaElement>(null)
  const { permalink, title } = open.thread
  // Not later than the field is shown: what is typed at once must stay.
  useLayoutEffect(() => {
    if (field.current !== null) field.current.value = chat.kept.draft(permalink)
    if (matchMedia('(min-width: 50rem)').matches) field.current?.focus()
  }, [permalink])
  const send = (): void => {
    const element = field.current
    const text = element?.value.trim() ?? ''
    if (element === null || text === '') return
    const isTooLong = new TextEncoder().encode(text).length > MOST_BYTES
    element.setCustomValidity(isTooLong ? `A message has at most ${MOST_BYTES} bytes.` : '')
    if (!element.reportValidity()) return
    element.value = ''
    chat.kept.keepDraft(permalink, '')
    void open.send(text)
  }
  const typed = (): void => {
    field.current?.setCustomValidity('')
    chat.kept.keepDraft(permalink, field.current?.value ?? '')
    open.tellTyping()
  }
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send()
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    send()
  }
  return h('form', { class: 'composer', onSubmit: submit }, [
    h('label', { class: 'visually-hidden', for: 'message' }, `Message to ${title}`),
    h('textarea', {
      ...{
        id: 'message',
        ref: field,
        rows: 2,
        placeholder: 'Write a message. Enter sends, Shift and Enter break the line.',
      },
      onInput: typed,
      onKeyDown: pressed,
    }),
    h('button', { type: 'submit', class: 'main' }, 'Send'),
  ])
}
