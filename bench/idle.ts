/**
 * The cost of an idle session with a role and one subscription, compared with a bare `ws` connection, and how fast
 * sessions are accepted. Medians of fresh processes in turn.
 */
import { Peer } from './load/peer.ts'
import { spread, table, times, whole } from './load/statistics.ts'
import type { Spread } from './load/statistics.ts'
import { Server } from './servers/server.ts'
import type { ServerName } from './servers/server.ts'

const AT_ONCE = 100

interface Figures {
  readonly heapBytes: number
  readonly rssBytes: number
  readonly acceptedPerSecond: number
}

async function measureIdle(name: ServerName, sessions: number): Promise<Figures> {
  const server = await Server.start(name)
  const warmUp = await Promise.all(Array.from({ length: 50 }, () => Peer.join(server.port)))
  for (const peer of warmUp) peer.end()
  await new Promise((resolve) => setTimeout(resolve, 300))
  const before = await server.memory()
  const start = performance.now()
  const peers: Peer[] = []
  while (peers.length < sessions) {
    const batch = await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, sessions - peers.length) }, () => Peer.join(server.port)),
    )
    await Promise.all(batch.map((peer) => peer.ask('[32,1,{},"bench.topic"]')))
    peers.push(...batch)
  }
  const seconds = (performance.now() - start) / 1000
  const after = await server.memory()
  server.stop()
  for (const peer of peers) peer.end()
  return {
    heapBytes: (after.heap - before.heap) / sessions,
    rssBytes: (after.rss - before.rss) / sessions,
    acceptedPerSecond: sessions / seconds,
  }
}

export interface IdleResults {
  readonly text: string
  /** Bytes of heap per session, less those of bare `ws`. */
  readonly overBare: Spread
  /** How many times as fast as bare `ws`. */
  readonly accepts: Spread
}

export async function idleSessions(sessions: number, processes: number): Promise<IdleResults> {
  const ours: Figures[] = []
  const bare: Figures[] = []
  for (let round = 0; round < processes; round++) {
    ours.push(await measureIdle('wampeter', sessions))
    bare.push(await measureIdle('naive', sessions))
    console.log('idle', ours.at(-1), bare.at(-1))
  }
  const compared = (how: (ours: Figures, bare: Figures) => number): Spread =>
    spread(ours.flatMap((one, round) => (bare[round] === undefined ? [] : [how(one, bare[round])])))
  const overBare = compared((one, other) => one.heapBytes - other.heapBytes)
  const accepts = compared((one, other) => one.acceptedPerSecond / other.acceptedPerSecond)
  const head = [
    'server',
    'heapUsed + external, bytes per session',
    'resident, bytes per session',
    'accepted per second',
  ]
  const text = [
    `${whole(sessions)} sessions with one subscription, ${processes} fresh processes each.\n`,
    table(head, [row('wampeter', ours), row('bare ws', bare)]),
    `\nOver bare ws: ${range(overBare)} bytes of heap per session. Accepting: ${times(accepts)} bare ws.`,
  ].join('\n')
  return { text, overBare, accepts }
}

const range = ({ low, median, high }: Spread): string => `${whole(median)} (${whole(low)}–${whole(high)})`

const row = (name: string, figures: readonly Figures[]): readonly string[] => [
  name,
  ...(['heapBytes', 'rssBytes', 'acceptedPerSecond'] as const).map((key) =>
    range(spread(figures.map((one) => one[key]))),
  ),
]
