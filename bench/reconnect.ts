/**
 * How clients reconnect after `kill -9` of their router and a restart within a second: the times until their
 * subscriptions exist again, counted from when the new router listens, and how evenly the attempts are spread.
 *
 * node bench/reconnect.ts [clients] [rounds]
 */
import { connect, websocket } from '@wampeter/client'
import type { Client, TransportFactory } from '@wampeter/client'
import { freePorts } from '../test/support/free-ports.ts'
import { RouterProcess } from '../test/support/router-process.ts'
import { spread, table } from './load/statistics.ts'

const MOST = { halfMs: 1500, allMs: 5000, share: 0.2, downMs: 1000 } as const
const WINDOW_MS = 100

/** One outage. Times are in milliseconds since the new router listens. */
export interface Outage {
  readonly downMs: number
  readonly halfMs: number
  readonly allMs: number
  readonly attempts: number
  /** The largest share of the attempts in one window. */
  readonly share: number
}

/** Connects the clients, kills their router, starts another, and waits until all have their subscription again. */
export async function measureOutage(count: number): Promise<Outage> {
  const [port = 0] = await freePorts(1)
  const attempts: number[] = []
  let isDown = false
  const transport: TransportFactory = (target, sink) => {
    if (isDown) attempts.push(performance.now())
    return websocket(target, sink)
  }
  await using router = await RouterProcess.start(port)
  const clients: Client[] = []
  while (clients.length < count) {
    const batch = Array.from({ length: Math.min(50, count - clients.length) }, () =>
      connect(`ws://127.0.0.1:${port}/ws`, { realm: 'realm1', transport }),
    )
    await Promise.all(batch.map((client) => client.subscribe('bench.topic', () => {})))
    clients.push(...batch)
  }
  const restored = clients.map((client) => restoredAt(client))
  const killedAt = performance.now()
  isDown = true
  await router.kill()
  const listeningAt = await router.startAgain()
  const back = (await Promise.all(restored)).map((at) => at - listeningAt).toSorted((a, b) => a - b)
  await Promise.all(clients.map((client) => client.close()))
  return {
    downMs: listeningAt - killedAt,
    halfMs: back[Math.floor(count / 2)] ?? NaN,
    allMs: back.at(-1) ?? NaN,
    attempts: attempts.length,
    share: busiest(attempts) / attempts.length,
  }
}

const restoredAt = (client: Client): Promise<number> =>
  new Promise((resolve) => client.onStatus(({ state }) => state === 'restored' && resolve(performance.now())))

/** The highest number of attempts in any window of that length. */
function busiest(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b)
  let most = 0
  let from = 0
  for (const [at, time] of sorted.entries()) {
    while (time - (sorted[from] ?? time) > WINDOW_MS) from++
    most = Math.max(most, at - from + 1)
  }
  return most
}

/** Several outages, one after the other, as a table with their targets. */
export async function outages(count: number, rounds: number): Promise<string> {
  const seen: Outage[] = []
  for (let round = 0; round < rounds; round++) seen.push(await measureOutage(count))
  const row = (
    title: string,
    key: keyof Outage,
    { unit = 1, most = '' }: { unit?: number; most?: string },
  ): string[] => [
    title,
    (spread(seen.map((outage) => outage[key])).median * unit).toFixed(1),
    (Math.max(...seen.map((outage) => outage[key])) * unit).toFixed(1),
    most,
  ]
  return table(
    [`${count} clients, ${rounds} outages`, 'median', 'worst', 'at most'],
    [
      row('router away, ms', 'downMs', { most: `${MOST.downMs}` }),
      row('half are back, ms after it listens', 'halfMs', { most: `${MOST.halfMs}` }),
      row('all are back, ms after it listens', 'allMs', { most: `${MOST.allMs}` }),
      row('attempts', 'attempts', {}),
      row(`largest part of them in ${WINDOW_MS} ms, %`, 'share', { unit: 100, most: `${MOST.share * 100}` }),
    ],
  )
}

if (import.meta.main) console.log(await outages(Number(process.argv[2] ?? 1000), Number(process.argv[3] ?? 3)))
