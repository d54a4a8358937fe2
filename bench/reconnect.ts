/**
 * How clients come back after `kill -9` of their router and a restart within a second: when each has its subscription
 * again, counted from the router listening, and how evenly they try. node bench/reconnect.ts [clients] [rounds]
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect, websocket } from '@wampeter/client'
import type { Client, Transport } from '@wampeter/client'
import { freePorts } from '../test/support/free-ports.ts'
import { startRouterProcess } from '../test/support/router-process.ts'
import { median } from './load/measure.ts'

const MOST = { halfMs: 1500, allMs: 5000, share: 0.2, downMs: 1000 } as const
const WINDOW_MS = 100

/** One outage. Times in milliseconds from the new router listening. */
export interface Outage {
  readonly downMs: number
  readonly halfMs: number
  readonly allMs: number
  readonly attempts: number
  /** The largest part of the attempts that fell into one window. */
  readonly share: number
}

/** Connects so many clients, kills their router, starts another, and waits until all have what they had. */
export async function measureOutage(count: number): Promise<Outage> {
  const [port = 0] = await freePorts(1)
  const attempts: number[] = []
  let isDown = false
  const transport: Transport = (target, receiver) => {
    if (isDown) attempts.push(performance.now())
    return websocket(target, receiver)
  }
  const first = await startRouterProcess(port)
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
  await first.kill()
  const second = await startRouterProcess(port)
  const back = (await Promise.all(restored)).map((at) => at - second.listeningAt).toSorted((a, b) => a - b)
  await Promise.all(clients.map((client) => client.close()))
  await second.kill()
  return {
    downMs: second.listeningAt - killedAt,
    halfMs: back[Math.floor(count / 2)] ?? NaN,
    allMs: back.at(-1) ?? NaN,
    attempts: attempts.length,
    share: busiest(attempts) / attempts.length,
  }
}

const restoredAt = (client: Client): Promise<number> =>
  new Promise((resolve) => client.onStatus(({ state }) => state === 'restored' && resolve(performance.now())))

/** The most attempts in any stretch of that length, wherever it begins. */
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

if (import.meta.main) {
  const count = Number(process.argv[2] ?? 1000)
  const rounds = Number(process.argv[3] ?? 3)
  const outages: Outage[] = []
  for (let round = 0; round < rounds; round++) outages.push(await measureOutage(count))
  const of = (key: keyof Outage): number => median(outages.map((outage) => outage[key]))
  const worst = (key: keyof Outage): number => Math.max(...outages.map((outage) => outage[key]))
  const text = [
    `# Back after an outage\n\n${count} clients with one subscription, in one process; their router is killed (SIGKILL) and started again; ${rounds} rounds; Node ${process.versions.node}\n`,
    '| | median | worst | at most |',
    '|---|---|---|---|',
    `| router away, ms | ${of('downMs').toFixed(0)} | ${worst('downMs').toFixed(0)} | ${MOST.downMs} |`,
    `| half are back, ms after it listens | ${of('halfMs').toFixed(0)} | ${worst('halfMs').toFixed(0)} | ${MOST.halfMs} |`,
    `| all are back, ms after it listens | ${of('allMs').toFixed(0)} | ${worst('allMs').toFixed(0)} | ${MOST.allMs} |`,
    `| attempts | ${of('attempts')} | ${worst('attempts')} | |`,
    `| largest part of them in ${WINDOW_MS} ms | ${(of('share') * 100).toFixed(1)} % | ${(worst('share') * 100).toFixed(1)} % | ${MOST.share * 100} % |`,
  ].join('\n')
  console.log(text)
  mkdirSync(new URL('results', import.meta.url), { recursive: true })
  writeFileSync(new URL('results/reconnect.md', import.meta.url), `${text}\n`)
  if (worst('halfMs') > MOST.halfMs || worst('allMs') > MOST.allMs || worst('share') > MOST.share) process.exitCode = 1
}
