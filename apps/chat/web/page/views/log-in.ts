/** Logging in and registering. */
import { h } from 'preact'
import type { ComponentChild } from 'preact'
import { useState } from 'preact/hooks'
import type { Account } from '../account.ts'
import { Field, problemsOf, textIn } from './form.ts'
import type { Problems } from './form.ts'

export function LogIn({ account }: { account: Account }): ComponentChild {
  const [isNew, setNew] = useState(false)
  const [made, setMade] = useState<{ name: string; password: string } | undefined>(undefined)
  const [problems, setProblems] = useState<Problems>({})
  const [isBusy, setBusy] = useState(false)
  const run = async (what: () => Promise<void>): Promise<void> => {
    setBusy(true)
    setProblems({})
    try {
      await what()
    } catch (error) {
      setProblems(problemsOf(error))
    } finally {
      setBusy(false)
    }
  }
  if (made !== undefined)
    return h(Made, {
      ...made,
      isBusy,
      problem: problems['error'],
      onGo: () => void run(() => account.begin(made.name)),
    })
  const submit = (event: Event): void => {
    event.preventDefault()
    const name = textIn(event, 'name')
    const password = textIn(event, 'password')
    void run(async () => {
      if (!isNew) return account.logIn(name, password)
      setMade({ name, password: (await account.app.register(name)).password })
    })
  }
  return h('main', { class: 'log-in', id: 'text' }, [
    h('h1', null, isNew ? 'Register' : 'Log in to the chat'),
    account.notice.value === '' ? null : h('p', { role: 'status' }, account.notice.value),
    h('form', { onSubmit: submit }, [
      h(Field, { name: 'name', label: 'Name', autocomplete: 'username', problem: problems['name'] }),
      isNew
        ? h('p', null, 'The app makes up a password for you.')
        : h(Field, {
            ...{ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
            problem: problems['password'],
          }),
      problems['error'] === undefined ? null : h('p', { class: 'problem', role: 'alert' }, problems['error']),
      h('button', { type: 'submit', class: 'main', disabled: isBusy }, isNew ? 'Register' : 'Log in'),
      h(
        'button',
        { type: 'button', class: 'quiet', onClick: () => (setNew(!isNew), setProblems({})) },
        isNew ? 'I have a name already' : 'I am new here',
      ),
    ]),
    h('p', { class: 'small' }, 'A reload asks for the password again: the page keeps your token in memory only.'),
  ])
}

interface MadeProps {
  readonly name: string
  readonly password: string
  readonly isBusy: boolean
  readonly problem: string | undefined
  readonly onGo: () => void
}

function Made({ name, password, isBusy, problem, onGo }: MadeProps): ComponentChild {
  return h('main', { class: 'log-in', id: 'text' }, [
    h('h1', null, `Welcome, ${name}`),
    h('p', null, ['Your password is ', h('code', { class: 'password' }, password), '.']),
    h('p', null, 'Write it down: it is shown only now.'),
    problem === undefined ? null : h('p', { class: 'problem', role: 'alert' }, problem),
    h('button', { class: 'main', disabled: isBusy, onClick: onGo }, 'Go to the chat'),
  ])
}
