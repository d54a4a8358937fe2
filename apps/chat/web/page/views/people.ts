/** Who is in the thread now, who may be, and what one can do about it. */
import { h } from 'preact'
import type { ComponentChild } from 'preact'
import { useState } from 'preact/hooks'
import type { Chat } from '../chat.ts'
import type { OpenThread } from '../open-thread.ts'
import { CallButton } from './call.ts'
import { Field, problemsOf, textIn } from './form.ts'

export function People({ chat, open }: { chat: Chat; open: OpenThread }): ComponentChild {
  const [problem, setProblem] = useState<string | undefined>(undefined)
  const attempt = async (run: () => Promise<void>): Promise<void> => {
    setProblem(undefined)
    await run().catch((error: unknown) => setProblem(Object.values(problemsOf(error))[0]))
  }
  const here = new Set(open.here.value)
  const { thread } = open
  const me = chat.account.name.value
  return h('aside', { class: 'people', 'aria-label': 'People' }, [
    h('details', { open: matchMedia('(min-width: 50rem)').matches }, [
      h('summary', null, h('h2', null, `Here now: ${here.size}`)),
      h(
        'ul',
        null,
        open.members.value.map(({ name, maker, looks_like: looksLike }) =>
          h('li', { key: name }, [
            h('span', { class: here.has(name) ? 'dot here' : 'dot', 'aria-hidden': 'true' }),
            h('span', { class: 'who' }, [
              h('span', null, name),
              h('span', { class: 'small' }, [
                here.has(name) ? ' here' : ' away',
                maker ? ', maker' : '',
                looksLike === undefined ? '' : `, not ${looksLike}`,
              ]),
            ]),
            name === me ? null : h(PersonActions, { chat, open, name, attempt }),
          ]),
        ),
      ),
      problem === undefined ? null : h('p', { class: 'problem', role: 'alert' }, problem),
      thread.private && thread.maker ? h(AddMember, { chat, open }) : null,
      chat.calls.isPossible
        ? null
        : h(
            'p',
            { class: 'small' },
            'Calls are not possible in this browser: it has no WebRTC. The chat goes on by text.',
          ),
      h('button', { class: 'quiet', onClick: () => void attempt(() => chat.leaveThread()) }, 'Leave this thread'),
    ]),
  ])
}

interface PersonProps {
  readonly chat: Chat
  readonly open: OpenThread
  readonly name: string
  /** Runs something, and shows why it failed. */
  readonly attempt: (run: () => Promise<void>) => Promise<void>
}

function PersonActions({ chat, open, name, attempt }: PersonProps): ComponentChild {
  const isBlocked = chat.blocked.value.has(name)
  const { thread } = open
  const remove = async (): Promise<void> => {
    await chat.account.app.endMember(thread.permalink, name)
    await open.loadMembers()
  }
  const action = (what: string, onClick: () => void): ComponentChild =>
    h('button', { class: 'quiet', 'aria-label': `${what} ${name}`, onClick }, what)
  return h('span', { class: 'actions' }, [
    h(CallButton, { chat, thread: thread.permalink, name }),
    action(isBlocked ? 'Unblock' : 'Block', () => chat.setBlocked(name, !isBlocked)),
    thread.maker ? action('Remove', () => void attempt(remove)) : null,
  ])
}

function AddMember({ chat, open }: { chat: Chat; open: OpenThread }): ComponentChild {
  const [problem, setProblem] = useState<string | undefined>(undefined)
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    try {
      await chat.account.app.addMember(open.thread.permalink, textIn(event, 'member'))
      form.reset()
      setProblem(undefined)
      await open.loadMembers()
    } catch (error) {
      setProblem(Object.values(problemsOf(error))[0])
    }
  }
  return h('form', { onSubmit: (event: Event) => void submit(event) }, [
    h(Field, { name: 'member', label: 'Add a member', problem }),
    h('button', { type: 'submit' }, 'Add'),
  ])
}
