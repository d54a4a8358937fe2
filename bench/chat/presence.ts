/**
 * How fast presence is exact in a thread of many users, also after each part was killed:
 *
 * node bench/chat/presence.ts [users]
 *
 * By default they are 1,000. It is exact when `workshop.subscribers` answers with all of them and nobody else, and when a
 * member that follows the differences has the same list. A user goes while a part is down, so both must change.
 */
import { connect, wampcra } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { REALM } from '../../apps/chat/settings/worker-settings.ts'
import { hereAfter } from '../../apps/chat/web/state/here.ts'
import { WholeChat } from '../../test/chat/whole-chat.ts'
import { startTcpProxy } from '../../test/support/tcp-proxy.ts'
import { addSpeakers } from './load/crowd-data.ts'
import type { Speaker } from './load/crowd-data.ts'

const WANTED_MS = 2_000
const WANTED_BYTES = 200
const GONE = 100
const LONGEST_MS = 60_000
const RECONNECT = { firstMs: 50, ceilingMs: 300, stableMs: 1_000 }

const users = Number(process.argv[2] ?? 1_000)
await using chat = await WholeChat.prepared({ LOG_LEVEL: 'warn' })
const speakers = await addSpeakers(chat, { threads: 1, inEach: users })
const names = speakers.map(({ name }) => name)
await chat.start()
await using proxy = await startTcpProxy(Number(chat.port('CHAT_PORT')))
let isMissed = false
/** Users that have gone. */
const left = new Set<string>()

const [watcher, ...others] = speakers.map((speaker, index) =>
  clientOf(speaker, index === 0 ? proxy.port : Number(chat.port('CHAT_PORT'))),
)
if (watcher === undefined) throw new Error('there must be users')
const follower: Client = watcher
let followed: readonly string[] = []
let changes = 0
await watcher.subscribe('workshop.presence.busy-0', (_args, change: Change) => {
  const { joined = [], left = [], reset = false } = change
  changes += joined.length + left.length
  followed = hereAfter(followed, { joined, left, isReset: reset })
})
const clients = [watcher, ...others]
await Promise.all(clients.map((client) => client.opened()))
const bytesBefore = proxy.received
const began = performance.now()
await Promise.all(clients.map(enter))
const joinedAt = performance.now()
console.log(`${users} users have come within ${(joinedAt - began).toFixed(0)} ms`)
await exact('after the last one had come', names, joinedAt)
const bytes = (proxy.received - bytesBefore) / changes
console.log(`${changes} changes, ${bytes.toFixed(0)} bytes for each to a member (wanted: at most ${WANTED_BYTES})`)
if (bytes > WANTED_BYTES) isMissed = true

for (const [index, victim] of (['presence', 'recorder', 'storage', 'authenticator'] as const).entries()) {
  const leaver = speakers[index + 1]?.name ?? ''
  const client = clients[index + 1] ?? follower
  const { [victim]: part } = await chat.parts()
  const killed = performance.now()
  process.kill(part?.pid ?? 0, 'SIGKILL')
  await client.close() // it goes while the worker is not there
  const rest = names.filter((name) => !left.has(name) && name !== leaver)
  left.add(leaver)
  await exact(`after ${victim} was killed and a user went`, rest, killed)
  await chat.settled()
}
const rest = names.filter((name) => !left.has(name))
const there = clients.filter((client) => client.status.state !== 'closed')
const { router } = await chat.parts()
process.kill(router?.pid ?? 0, 'SIGKILL')
await Promise.all(there.map((client) => lost(client)))
await Promise.all(there.map((client) => client.opened()))
await exact('after the router was killed, from the last session’s return', rest, performance.now())

const closed = performance.now()
await Promise.all(there.slice(-GONE).map((client) => client.close()))
await exact(`after ${GONE} users went at once`, rest.slice(0, -GONE), closed)
await Promise.all(clients.map((client) => client.close()))
if (isMissed) process.exitCode = 1

interface Change {
  readonly joined?: readonly string[]
  readonly left?: readonly string[]
  readonly reset?: boolean
}

function clientOf({ name, token }: Speaker, port: number): Client {
  return connect(`ws://127.0.0.1:${port}/ws`, {
    ...{ realm: REALM, auth: wampcra(name, token), reconnect: RECONNECT },
    onError: () => undefined,
  })
}

async function enter(client: Client): Promise<void> {
  await client.subscribe('workshop.chat.busy-0', () => undefined)
}

function lost(client: Client): Promise<void> {
  return new Promise((resolve) => {
    if (client.session === undefined) resolve()
    else client.onStatus(({ state }) => state === 'reconnecting' && resolve())
  })
}

/** Prints how long it takes from `since` until both lists are exact. */
async function exact(when: string, expected: readonly string[], since: number): Promise<void> {
  const wanted = JSON.stringify([...expected].sort())
  const times = { answered: 0, followed: 0 }
  while (times.answered === 0 || times.followed === 0) {
    if (performance.now() - since > LONGEST_MS) throw new Error(`${when}: not exact within ${LONGEST_MS} ms`)
    times.answered ||= (await answer()) === wanted ? performance.now() - since : 0
    times.followed ||= JSON.stringify([...followed].sort()) === wanted ? performance.now() - since : 0
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const longest = Math.max(times.answered, times.followed)
  if (longest > WANTED_MS) isMissed = true
  console.log(
    `exact ${when}: answered after ${times.answered.toFixed(0)} ms, followed after ${times.followed.toFixed(0)} ms (wanted: at most ${WANTED_MS})`,
  )
}

async function answer(): Promise<string> {
  try {
    return (await follower.call<string>('workshop.subscribers', ['busy-0'], { timeoutMs: 5_000 })).value
  } catch {
    return ''
  }
}
