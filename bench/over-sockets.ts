/**
 * Fan-out and calls over WebSocket, ours beside the floors: interleaved rounds, medians, per CPU second of the server.
 * node bench/over-sockets.ts [rounds] [seconds] — prints a table and writes bench/results/over-sockets.md
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { measure, median } from './load/measure.ts'
import type { Sample } from './load/measure.ts'
import { calls, fanOut } from './load/scenarios.ts'
import type { Burst, Prepared } from './load/scenarios.ts'
import { Server } from './servers/server.ts'
import type { ServerName } from './servers/server.ts'

const rounds = Number(process.argv[2] ?? 5)
const seconds = Number(process.argv[3] ?? 1)

interface Scenario {
  readonly title: string
  readonly servers: readonly ServerName[]
  prepare(server: Server): Promise<Prepared>
}

const fans = (count: number, burst: Burst, title: string): Scenario => ({
  title: `fan-out to ${count}, ${title}`,
  servers: ['wampeter', 'naive', 'coalesced'],
  prepare: (server) => fanOut(server, count, burst),
})

const scenarios: readonly Scenario[] = [
  ...[1, 10, 100, 1000].flatMap((count) => [
    fans(count, 'single', 'single events'),
    fans(count, 'segment', 'ten in one segment'),
    fans(count, 'publishers', 'ten publishers'),
  ]),
  ...[1, 64].map((window): Scenario => ({
    title: `calls, window ${window}`,
    servers: ['wampeter', 'relay'],
    prepare: (server) => calls(server, window),
  })),
]

const lines = [
  '| scenario | server | messages per CPU second | ratio | messages/s | CPU µs/message | p50 ms | p99 ms |',
  '|---|---|---|---|---|---|---|---|',
]
const whole = (value: number): string => Math.round(value).toLocaleString('en')

for (const scenario of scenarios) {
  const samples = new Map<ServerName, Sample[]>(scenario.servers.map((name) => [name, []]))
  const running = await Promise.all(scenario.servers.map((name) => Server.start(name)))
  const prepared: (readonly [Server, Prepared])[] = []
  for (const server of running) prepared.push([server, await scenario.prepare(server)])
  for (let round = 0; round < rounds; round++) {
    for (const [server, { step }] of prepared) samples.get(server.name)?.push(await measure(server, seconds, step))
  }
  for (const [server, { end }] of prepared) {
    end()
    server.stop()
  }
  const of = (name: ServerName, key: keyof Sample): number =>
    median((samples.get(name) ?? []).map((sample) => sample[key]))
  for (const name of scenario.servers) {
    const ratio = of('wampeter', 'messagesPerCpuSecond') / of(name, 'messagesPerCpuSecond')
    const cells = [
      scenario.title,
      name,
      whole(of(name, 'messagesPerCpuSecond')),
      name === 'wampeter' ? '' : `wampeter = ${ratio.toFixed(2)} ×`,
    ]
    const line = `| ${[...cells, whole(of(name, 'messagesPerSecond')), of(name, 'cpuMicrosPerMessage').toFixed(2), of(name, 'p50Ms').toFixed(2), of(name, 'p99Ms').toFixed(2)].join(' | ')} |`
    lines.push(line)
    console.log(line)
  }
}

mkdirSync(new URL('results/', import.meta.url), { recursive: true })
const about = `${rounds} interleaved rounds of ${seconds} s, medians; ${cpus().length} × ${cpus()[0]?.model}; Node ${process.versions.node}`
writeFileSync(
  new URL('results/over-sockets.md', import.meta.url),
  `# Over sockets\n\n${about}\n\n${lines.join('\n')}\n`,
)
process.exit(0)
