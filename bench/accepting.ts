/**
 * How much CPU it takes to accept a session: HELLO and one subscription, compared with bare `ws` that answers the same
 * two messages; and a log-in by WAMP-CRA, compared with bare `ws` that answers the same messages and computes the same
 * HMAC. Alternating rounds, each with new sockets, per CPU second of the server.
 *
 * node bench/accepting.ts [--rounds 10] [--sessions 1000] [--logins 10000] [--runs 3] [--only sessions|logins]
 */
import { parseArgs } from 'node:util'
import { Peer } from './load/peer.ts'
import { spread, table, times, whole } from './load/statistics.ts'
import type { Spread } from './load/statistics.ts'
import { Server } from './servers/server.ts'
import type { ServerName } from './servers/server.ts'

const AT_ONCE = 100
const IN_FLIGHT = 400
/**
 * Sessions before the first round: V8 is compiling up to here, on both sides. With fewer, the first rounds measure the
 * compiler.
 */
const WARM_UP = 30_000
/** Sessions that are open at the same time during the warm-up. */
const AT_MOST_OPEN = 2_000
/** The server handles the end of a round's connections in this time, which is not measured. */
const SETTLE_MS = 300

/** Runs `one` this many times, so many of them at the same time. */
async function lanes(count: number, width: number, one: () => Promise<unknown>): Promise<void> {
  let left = count
  const lane = async (): Promise<void> => {
    while (left-- > 0) await one()
  }
  await Promise.all(Array.from({ length: width }, lane))
}

/** Sessions per CPU second. */
async function accepted(server: Server, count: number): Promise<number> {
  const peers: Peer[] = []
  const cpu = server.cpuSeconds()
  await lanes(count, AT_ONCE, async () => {
    const peer = await Peer.join(server.port)
    peers.push(peer)
    await peer.ask('[32,1,{},"bench.topic"]')
  })
  const used = server.cpuSeconds() - cpu
  for (const peer of peers) peer.end()
  await settled()
  return count / used
}

/** Log-ins per CPU second. Each ends when it has succeeded. */
async function loggedIn(server: Server, count: number): Promise<number> {
  const cpu = server.cpuSeconds()
  await lanes(count, IN_FLIGHT, async () => {
    const peer = await Peer.logIn(server.port, { path: '/static', authid: 'joe', secret: 'secret' })
    peer.end()
  })
  const used = server.cpuSeconds() - cpu
  await settled()
  return count / used
}

/** Runs a measurement until there were enough sessions. */
async function warmedUp(server: Server, measure: (server: Server, count: number) => Promise<number>): Promise<void> {
  for (let done = 0; done < WARM_UP; done += AT_MOST_OPEN) await measure(server, AT_MOST_OPEN)
}

const settled = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, SETTLE_MS))

interface Race {
  readonly ours: ServerName
  readonly floor: ServerName
  readonly rounds: number
  measure(server: Server): Promise<number>
  warmUp(server: Server): Promise<unknown>
}

interface Outcome {
  readonly ours: Spread
  readonly floor: Spread
  readonly ratio: Spread
  /** The longest event-loop delay of each round, in milliseconds; empty where the servers do not tell. */
  readonly delays: readonly [readonly number[], readonly number[]]
}

async function race({ ours, floor, rounds, measure, warmUp }: Race): Promise<Outcome> {
  const servers = [await Server.start(ours), await Server.start(floor)] as const
  for (const server of servers) await warmUp(server)
  const rates: [number[], number[]] = [[], []]
  const delays: [number[], number[]] = [[], []]
  const areWatched = ours === 'judged'
  for (let round = 0; round < rounds; round++)
    for (const index of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      if (areWatched) await servers[index].look()
      rates[index].push(await measure(servers[index]))
      if (areWatched) delays[index].push((await servers[index].look()).maxDelayMs)
    }
  for (const server of servers) server.stop()
  const ratio = spread(rates[0].map((rate, round) => rate / (rates[1][round] ?? Number.NaN)))
  return { ours: spread(rates[0]), floor: spread(rates[1]), ratio, delays }
}

export interface AcceptingOptions {
  readonly rounds: number
  readonly sessions: number
  readonly logins: number
  readonly runs: number
  readonly only: string
}

/** All results, as text. */
export async function accepting({ rounds, sessions, logins, runs, only }: AcceptingOptions): Promise<string> {
  const rows: string[][] = []
  const row = (title: string, { ours, floor, ratio, delays }: Outcome): void => {
    const longest = delays.map((ms) => (ms.length === 0 ? '' : spread(ms).median.toFixed(1)))
    rows.push([title, whole(ours.median), whole(floor.median), times(ratio), ...longest])
  }
  if (only !== 'logins')
    row(
      'sessions, with HELLO and one subscription',
      await race({
        ...{ ours: 'wampeter', floor: 'naive', rounds },
        warmUp: (server) => warmedUp(server, accepted),
        measure: (server) => accepted(server, sessions),
      }),
    )
  if (only !== 'sessions')
    row(
      `${whole(logins)} log-ins by WAMP-CRA, ${IN_FLIGHT} in flight`,
      await race({
        ...{ ours: 'judged', floor: 'wampcra', rounds: runs },
        warmUp: (server) => warmedUp(server, loggedIn),
        measure: (server) => loggedIn(server, logins),
      }),
    )
  const delay = 'longest event-loop delay, ms'
  const head = ['what', 'ours, per CPU second', 'bare ws, per CPU second', 'ours is', delay, 'that of bare ws']
  return table(head, rows)
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '10' },
      sessions: { type: 'string', default: '1000' },
      logins: { type: 'string', default: '10000' },
      runs: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
    },
  })
  const [rounds, sessions, logins, runs] = [values.rounds, values.sessions, values.logins, values.runs].map(Number)
  if (rounds === undefined || sessions === undefined || logins === undefined || runs === undefined) process.exit(2)
  console.log(await accepting({ rounds, sessions, logins, runs, only: values.only }))
  process.exit(0)
}
