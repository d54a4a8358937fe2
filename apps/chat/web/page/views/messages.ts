/** The messages of the open thread, with older ones above. Only a window of them is in the document. */
import { h } from 'preact'
import type { ComponentChild, ComponentChildren } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Outgoing } from '../../state/outgoing.ts'
import type { Entry, Gap, Said } from '../../state/timeline.ts'
import type { Chat } from '../chat.ts'
import type { OpenThread } from '../open-thread.ts'

/** The rows in the document at the end of the thread, and how many more come with each step upward. */
const WINDOW = 120
/** Rows leave the window above in groups: when one goes, everything below it is painted again. */
const GROUP = 40
const NEAR_PX = 80

export function Messages({ chat, open }: { chat: Chat; open: OpenThread }): ComponentChild {
  const list = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState(WINDOW)
  const follows = useRef(true)
  const fromEnd = useRef(0)
  const below = useRef(0)
  const top = useRef<Entry | undefined>(undefined)
  const { entries, before } = open.timeline.value
  const way = open.onTheWay.value
  const isLoading = open.loads.isLoading.value
  // While the reader is above the end, what comes below must not push the first row out.
  const last = useRef(entries)
  if (follows.current) below.current = 0
  else if (entries[0] === last.current[0]) below.current += Math.max(0, entries.length - last.current.length)
  last.current = entries
  const start = Math.floor(Math.max(0, entries.length - size - below.current) / GROUP) * GROUP
  const rows = entries.slice(start)
  const waiting = new Set(open.outgoing.value.flatMap(({ id, delivery }) => (delivery === 'waiting' ? [id] : [])))
  const me = chat.account.name.value

  useLayoutEffect(() => {
    const element = list.current
    if (element === null) return
    // At the end, stay there. At the top, browsers do not keep what the reader sees when rows come above it.
    const isAbove = rows[0] !== top.current
    top.current = rows[0]
    if (follows.current) element.scrollTop = element.scrollHeight
    else if (isAbove && element.scrollTop < NEAR_PX) element.scrollTop = element.scrollHeight - fromEnd.current
  }, [rows.length, rows[0], entries, way])

  // The window, or the field below, has got another size.
  useEffect(() => {
    const element = list.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => {
      if (follows.current) element.scrollTop = element.scrollHeight
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const scrolled = (): void => {
    const element = list.current
    if (element === null) return
    fromEnd.current = element.scrollHeight - element.scrollTop
    follows.current = fromEnd.current - element.clientHeight < NEAR_PX
    if (follows.current && size > 2 * WINDOW) setSize(WINDOW)
    if (element.scrollTop < NEAR_PX) more()
  }
  const more = (): void => {
    if (start > 0) setSize(size + WINDOW)
    else if (before !== undefined && !open.loads.isLoading.peek())
      void open.loadOlder().then(() => setSize((now) => now + WINDOW))
  }
  // A reader who stays at the top causes no scroll event: older messages are asked for here when another load was under
  // way, or when a page brought too few rows. After a failure only the button asks again.
  useEffect(() => {
    const isAtTop = list.current !== null && list.current.scrollTop < NEAR_PX && !follows.current
    if (isAtTop && !isLoading && open.loads.trouble.peek() === '') more()
  }, [rows.length, rows[0], entries, isLoading])

  const isMore = start > 0 || before !== undefined
  return h(
    'div',
    { class: 'messages', ref: list, onScroll: scrolled, tabIndex: 0, role: 'log', 'aria-label': 'Messages' },
    [
      isMore ? h('button', { key: 'more', class: 'quiet more', onClick: more }, 'Older messages') : null,
      ...rows.map((entry, index) => {
        const isMine = entry.kind === 'message' && entry.said.author === me
        const isWaiting = isMine && waiting.has(entry.said.id)
        return h(Row, { key: keyOf(entry), entry, previous: rows[index - 1], isMine, isWaiting, chat, open })
      }),
      ...way.map((one) => h(OnTheWay, { key: `way ${one.id}`, one, open })),
      entries.length + way.length === 0 && open.timeline.value.isLoaded
        ? h('p', { class: 'small', key: 'empty' }, 'Nobody has said anything here yet.')
        : null,
    ],
  )
}

const keyOf = (entry: Entry): string =>
  entry.kind === 'gap' ? `gap ${entry.seq}` : `${entry.said.author.length} ${entry.said.author} ${entry.said.id}`

interface RowProps {
  readonly entry: Entry
  readonly previous: Entry | undefined
  readonly isMine: boolean
  /** Storage does not have it yet. */
  readonly isWaiting: boolean
  readonly chat: Chat
  readonly open: OpenThread
}

function Row({ entry, previous, isMine, isWaiting, chat, open }: RowProps): ComponentChild {
  if (entry.kind === 'gap') return h(MissingTime, entry.gap)
  const { said } = entry
  const isNewDay = previous === undefined || dayOf(timeOf(previous)) !== dayOf(said.at)
  return h('div', { class: 'row' }, [
    isNewDay ? h('p', { class: 'day' }, days.format(said.at)) : null,
    chat.blocked.value.has(said.author)
      ? h('p', { class: 'small hidden-message' }, `A message of ${said.author}, whom you have blocked.`)
      : h(
          Message,
          { said, isMine },
          isWaiting ? h('span', { class: 'delivery' }, ` ${STATES.waiting}`) : null,
          isMine
            ? h(
                'button',
                {
                  class: 'quiet',
                  'aria-label': `Delete “${said.text.slice(0, 40)}”`,
                  onClick: () => void open.remove(said.id),
                },
                'Delete',
              )
            : null,
        ),
  ])
}

function MissingTime({ from, to }: Gap): ComponentChild {
  const isShort = hours.format(from) === hours.format(to)
  const times = isShort ? ['at ', h(Time, { at: from })] : ['from ', h(Time, { at: from }), ' to ', h(Time, { at: to })]
  return h('p', { class: 'gap' }, ['Messages may be missing ', ...times, '.'])
}

function Message({
  said,
  isMine,
  children,
}: {
  said: Said
  isMine: boolean
  children?: ComponentChildren
}): ComponentChild {
  return h('article', { class: isMine ? 'message mine' : 'message' }, [
    h('header', null, [h('span', { class: 'author' }, said.author), ' ', h(Time, { at: said.at }), children]),
    h('p', { class: 'text' }, said.text),
  ])
}

const STATES = {
  sending: 'sending …',
  arrived: 'sending …',
  waiting: 'waiting to be stored',
  stored: 'stored',
  failed: 'not sent',
} as const

function OnTheWay({ one, open }: { one: Outgoing; open: OpenThread }): ComponentChild {
  const { id, text, at, delivery, why, isFinal } = one
  return h('article', { class: `message mine ${delivery}` }, [
    h('header', null, [h(Time, { at }), ' ', h('span', { class: 'delivery' }, STATES[delivery])]),
    h('p', { class: 'text' }, text),
    delivery === 'failed'
      ? h('div', null, [
          h('p', { class: 'problem' }, why),
          isFinal === true ? null : h('button', { onClick: () => void open.retry(id) }, 'Try again'),
          h('button', { class: 'quiet', onClick: () => open.drop(id) }, 'Give up'),
        ])
      : null,
  ])
}

function Time({ at }: { at: number }): ComponentChild {
  const date = new Date(at)
  return h('time', { dateTime: date.toISOString(), title: moments.format(date) }, hours.format(date))
}

// Made once: `toLocaleString` makes one for each call, 4 ms for a window of messages.
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const hours = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' })
const dayOf = (at: number): string => new Date(at).toDateString()
const timeOf = (entry: Entry): number => (entry.kind === 'message' ? entry.said.at : entry.gap.from)
