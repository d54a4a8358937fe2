/**
 * Senders post while processes of the chat are killed. Afterwards the history is compared with what was acknowledged:
 * nothing may be lost, nothing doubled, and each sender's messages must be in their order.
 */
import type { Client } from '@wampeter/client'
import { until } from './chat-router.ts'
import type { WholeChat } from './whole-chat.ts'

const THREADS = ['tea', 'milk']
const SENDERS = 6
/** Between two messages of one sender. */
const PAUSE_MS = 5

export type Victim = 'recorder' | 'storage' | 'router'

export interface Verdict {
  readonly acknowledged: number
  /** Acknowledged with `stored: false`: they lay in the spool. */
  readonly spooled: number
  /** How often a post had to be sent again, with the same id. */
  readonly retries: number
  readonly lost: readonly string[]
  readonly doubled: readonly string[]
  readonly disordered: readonly string[]
  /** Acknowledged messages whose event a receiver did not get, although it was connected all the time. */
  readonly unheard: readonly string[]
}

interface Posted {
  readonly stored: boolean
}

class Sender {
  readonly acknowledged: string[] = []
  spooled = 0
  retries = 0
  readonly #client: Client
  readonly #name: string
  readonly #thread: string
  isRunning = true

  constructor(client: Client, name: string, thread: string) {
    this.#client = client
    this.#name = name
    this.#thread = thread
  }

  /** Posts one message after the other; each until it is acknowledged. */
  async run(): Promise<void> {
    for (let count = 0; this.isRunning; count++) {
      const id = `${this.#name}-${count}`
      await this.#post(id)
      this.acknowledged.push(id)
      await pause(PAUSE_MS)
    }
  }

  async #post(id: string): Promise<void> {
    for (;;) {
      try {
        const { value } = await this.#client.call<Posted>('workshop.chat.post', [this.#thread, id, `text of ${id}`], {
          timeoutMs: 5_000,
        })
        if (!value.stored) this.spooled++
        return
      } catch {
        this.retries++
        await pause(50)
      }
    }
  }
}

/** Kills each of the victims in turn, under load. */
export async function runKills(
  chat: WholeChat,
  victims: readonly Victim[],
  told: (text: string) => void = () => undefined,
): Promise<Verdict> {
  const tokens = new Map<string, string>()
  const senders: Sender[] = []
  for (let index = 0; index < SENDERS; index++) {
    const name = `sender ${index}`
    const thread = THREADS[index % THREADS.length] ?? ''
    tokens.set(name, await chat.user(name, thread))
    const client = chat.client(name, tokens.get(name) ?? '')
    await client.opened()
    senders.push(new Sender(client, name, thread))
  }
  const listenerToken = await chat.user('listener', ...THREADS)
  const listener = chat.client('listener', listenerToken)
  const heard = new Set<string>()
  for (const thread of THREADS)
    await listener.subscribe(`workshop.chat.${thread}`, (_args, { id, author }: { id?: string; author?: string }) => {
      if (id !== undefined) heard.add(`${author} ${id}`)
    })
  let wasConnected = true
  listener.onStatus(({ state }) => {
    if (state === 'reconnecting') wasConnected = false
  })

  const running = senders.map((sender) => sender.run())
  for (const victim of victims) {
    await pause(300)
    const since = Date.now()
    await chat.kill(victim)
    told(`${victim} was killed, and is ready again after ${Date.now() - since} ms`)
  }
  await pause(500)
  for (const sender of senders) sender.isRunning = false
  await Promise.all(running)
  await until(async () => (await chat.metric('waiting')) === 0)
  await pause(1_200) // the gauge is a second old at most
  await until(async () => (await chat.metric('waiting')) === 0)

  const rows = (await Promise.all(THREADS.map((thread) => chat.history(thread, listenerToken)))).flat()
  const stored = rows.filter(({ kind }) => kind === 'message').map(({ id = '' }) => id)
  const acknowledged = senders.flatMap((sender) => sender.acknowledged)
  return {
    acknowledged: acknowledged.length,
    spooled: sum(senders.map(({ spooled }) => spooled)),
    retries: sum(senders.map(({ retries }) => retries)),
    lost: acknowledged.filter((id) => !stored.includes(id)),
    doubled: stored.filter((id, index) => stored.indexOf(id) !== index),
    disordered: disorderIn(stored),
    unheard: wasConnected ? acknowledged.filter((id) => !heard.has(`${id.split('-')[0]} ${id}`)) : [],
  }
}

/** Ids that come after a later one of the same sender. */
export function disorderIn(ids: readonly string[]): readonly string[] {
  const newest = new Map<string, number>()
  return ids.filter((id) => {
    const [sender = '', count] = id.split('-')
    const before = newest.get(sender) ?? -1
    newest.set(sender, Math.max(before, Number(count)))
    return Number(count) < before
  })
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
