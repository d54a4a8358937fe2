/** The list of threads, and making or joining one. */
import { h } from 'preact'
import type { ComponentChild } from 'preact'
import { useState } from 'preact/hooks'
import { MOST_COUNTED } from '../chat.ts'
import type { Chat } from '../chat.ts'
import { Field, problemsOf, textIn } from './form.ts'
import type { Problems } from './form.ts'

export function Threads({ chat }: { chat: Chat }): ComponentChild {
  const threads = chat.threads.value
  const open = chat.open.value?.thread.permalink
  return h('nav', { class: 'threads', 'aria-label': 'Threads' }, [
    h('h2', null, 'Threads'),
    threads.length === 0
      ? h('p', { class: 'small' }, 'You are in no thread yet. Make one, or join one by its title.')
      : null,
    h(
      'ul',
      null,
      threads.map(({ permalink, title, private: isPrivate }) =>
        h('li', { key: permalink }, [
          h(
            'a',
            { href: `#${encodeURIComponent(permalink)}`, 'aria-current': permalink === open ? 'true' : undefined },
            [
              h('span', { class: 'title' }, title),
              isPrivate ? h('span', { class: 'small' }, ' private') : null,
              permalink !== open && chat.isAnythingUnsent(permalink)
                ? h('span', { class: 'problem' }, 'not sent')
                : null,
              h(Unread, { count: chat.unread.value.get(permalink) ?? 0 }),
            ],
          ),
        ]),
      ),
    ),
    h(NewThread, { chat }),
  ])
}

function Unread({ count }: { count: number }): ComponentChild {
  if (count === 0) return null
  return h('span', { class: 'unread' }, [
    count >= MOST_COUNTED ? `${MOST_COUNTED}+` : String(count),
    h('span', { class: 'visually-hidden' }, ' unread'),
  ])
}

function NewThread({ chat }: { chat: Chat }): ComponentChild {
  const [problems, setProblems] = useState<Problems>({})
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const isPrivate = new FormData(form).has('private')
    try {
      await chat.makeThread(textIn(event, 'title'), isPrivate)
      form.reset()
      setProblems({})
    } catch (error) {
      setProblems(problemsOf(error))
    }
  }
  const problem = problems['title'] ?? problems['error']
  return h('form', { class: 'new-thread', onSubmit: (event: Event) => void submit(event) }, [
    h(Field, { name: 'title', label: 'Make or join a thread', problem }),
    h('label', { class: 'check' }, [
      h('input', { type: 'checkbox', name: 'private', defaultChecked: true }),
      ' private: only you add members',
    ]),
    h('button', { type: 'submit' }, 'Make or join'),
  ])
}
