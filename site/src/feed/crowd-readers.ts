/** One reader of the feed by each way, as a program: on a connection of its own, until its signal is aborted. */
import { Agent, get, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { Item } from './feed.ts'
import { SOCKET_PATH } from './feed-socket.ts'

export interface ReaderParts {
  /** Where the feed is. */
  readonly host: string
  readonly headers: Readonly<Record<string, string>>
  readonly rate: number
  /** How often a reader that polls asks. */
  readonly intervalMs: number
  /** The number of the newest item: older ones are no news for a reader that comes now. */
  readonly newest: () => number
  readonly arrived: (item: Item) => void
  readonly signal: AbortSignal
}

export interface CrowdWay {
  readonly name: string
  read(parts: ReaderParts): void
}

export const CROWD_WAYS: readonly CrowdWay[] = [
  { name: 'polling', read: (parts) => void ask('poll', parts) },
  { name: 'long polling', read: (parts) => void ask('long-poll', parts) },
  { name: 'server-sent events', read: (parts) => void stream(parts) },
  { name: 'WebSocket', read: socket },
]

/** Asks again and again. Readers that poll come at different moments, and so they ask at different ones. */
async function ask(way: 'poll' | 'long-poll', parts: ReaderParts): Promise<void> {
  const { rate, intervalMs, signal, arrived } = parts
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  signal.addEventListener('abort', () => agent.destroy())
  let after = parts.newest()
  const wait = (ms: number): Promise<unknown> => pause(ms, undefined, { signal })
  try {
    if (way === 'poll') await wait(Math.random() * intervalMs)
    while (!signal.aborted) {
      const answer = await textOf(await request(`/0/feed/${way}?rate=${rate}&after=${after}`, parts, agent))
      for (const item of (JSON.parse(answer) as { items: readonly Item[] }).items) {
        after = item.n
        arrived(item)
      }
      if (way === 'poll') await wait(intervalMs)
    }
  } catch {
    // The signal ends it. A reader that fails for another reason brings no items, which the figures show.
  }
}

async function stream(parts: ReaderParts): Promise<void> {
  const agent = new Agent()
  parts.signal.addEventListener('abort', () => agent.destroy())
  try {
    const response = await request(`/0/feed/events?rate=${parts.rate}`, parts, agent)
    let text = ''
    for await (const piece of response.setEncoding('utf8')) {
      const lines = (text + String(piece)).split('\n\n')
      text = lines.pop() ?? ''
      for (const line of lines) if (line.startsWith('data: ')) parts.arrived(JSON.parse(line.slice(6)) as Item)
    }
  } catch {
    // as above
  }
}

function socket({ host, headers, rate, arrived, signal }: ReaderParts): void {
  const open = new WebSocket(`ws://${host}${SOCKET_PATH}?rate=${rate}`, {
    headers: { ...headers, origin: `http://${host}` },
  })
  open.on('error', () => {}) // as above
  open.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Item & { readonly handshake?: unknown }
    if (message.handshake === undefined) arrived(message)
  })
  signal.addEventListener('abort', () => open.terminate())
}

async function request(path: string, { host, headers, signal }: ReaderParts, agent: Agent): Promise<IncomingMessage> {
  const asked = get(`http://${host}${path}`, { headers, agent, signal })
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  return response
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of response.setEncoding('utf8')) text += String(piece)
  return text
}
