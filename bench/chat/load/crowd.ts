/**
 * A process of users who talk in their threads. Its parent says how: first `Join`, then `{ perSecond }` to begin, then
 * anything to stop. It answers `joined`, and at the end with its counts.
 */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { connect, wampcra } from '@wampeter/client'
import { REALM } from '../../../apps/chat/settings/worker-settings.ts'
import type { Speaker } from './crowd-data.ts'

export interface Join {
  /** `chat`: by the chat's procedure. `ws`: to the server of bare WebSockets. */
  readonly kind: 'chat' | 'ws'
  readonly url: string
  readonly speakers: readonly Speaker[]
}

export interface CrowdCounts {
  readonly seconds: number
  readonly sent: number
  readonly failed: number
  readonly delivered: number
}

/** Sends one message; rejects if it was refused. */
type Say = (text: string) => Promise<unknown>

const TICK_MS = 10
const TEXT = 'something that people say to each other, about as long as this'

process.on('disconnect', () => process.exit(0))
let delivered = 0
const heard = (): void => void delivered++

const [{ kind, url, speakers }] = (await once(process, 'message')) as [Join]
const voices = await Promise.all(speakers.map((speaker) => (kind === 'chat' ? inChat(speaker) : bySocket(speaker))))
process.send?.('joined')
const [{ perSecond }] = (await once(process, 'message')) as [{ readonly perSecond: number }]
let isOver = false
process.once('message', () => (isOver = true))
const began = performance.now()
const counts = { sent: 0, failed: 0 }
delivered = 0
while (!isOver) {
  const due = ((performance.now() - began) / 1_000) * perSecond
  for (; counts.sent < due; counts.sent++)
    voices[counts.sent % voices.length]?.(`${TEXT} ${counts.sent}`).catch(() => counts.failed++)
  await new Promise((resolve) => setTimeout(resolve, TICK_MS))
}
const result: CrowdCounts = { seconds: (performance.now() - began) / 1_000, ...counts, delivered }
process.send?.(result, () => process.exit(0))

async function inChat({ name, token, thread }: Speaker): Promise<Say> {
  const client = connect(url, { realm: REALM, auth: wampcra(name, token), onError: () => undefined })
  await client.subscribe(`workshop.chat.${thread}`, heard)
  let ids = 0
  return (text) => client.call('workshop.chat.post', [thread, `${ids++}`, text], { timeoutMs: 10_000 })
}

async function bySocket({ name, thread }: Speaker): Promise<Say> {
  const socket = new WebSocket(`${url}?thread=${thread}`, { perMessageDeflate: false })
  socket.on('message', (data) => {
    JSON.parse(String(data))
    heard()
  })
  await once(socket, 'open')
  return (text) => {
    socket.send(JSON.stringify({ author: name, text }))
    return Promise.resolve()
  }
}
