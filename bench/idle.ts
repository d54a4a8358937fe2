/**
 * What an idle session with role and one subscription costs, beside a bare `ws` connection; and how fast they are
 * accepted. Fresh processes, medians. node --expose-gc bench/idle.ts [sessions] [processes]
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { median } from './load/measure.ts'
import { Peer } from './load/peer.ts'
import { Server } from './servers/server.ts'
import type { ServerName } from './servers/server.ts'

const sessions = Number(process.argv[2] ?? 10_000)
const processes = Number(process.argv[3] ?? 5)
const AT_ONCE = 100

interface Figures {
  readonly heapBytes: number
  readonly rssBytes: number
  readonly acceptedPerSecond: number
}

async function measureIdle(name: ServerName): Promise<Figures> {
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

const figures = new Map<ServerName, Figures[]>([
  ['wampeter', []],
  ['naive', []],
])
for (let round = 0; round < processes; round++) for (const [name, list] of figures) list.push(await measureIdle(name))

const of = (name: ServerName, key: keyof Figures): number => median((figures.get(name) ?? []).map((one) => one[key]))
const row = (name: ServerName): string =>
  `| ${name} | ${of(name, 'heapBytes').toFixed(0)} | ${of(name, 'rssBytes').toFixed(0)} | ${of(name, 'acceptedPerSecond').toFixed(0)} |`
const text = [
  `# Idle sessions\n\n${sessions} sessions with one subscription, ${processes} fresh processes each, medians; Node ${process.versions.node}\n`,
  '| server | heapUsed + external per session, bytes | resident per session, bytes | accepted and subscribed per second |',
  '|---|---|---|---|',
  row('wampeter'),
  row('naive'),
  `\nOver bare ws: ${(of('wampeter', 'heapBytes') - of('naive', 'heapBytes')).toFixed(0)} bytes of heap per session (target: at most 2,048).\n`,
].join('\n')
console.log(text)
mkdirSync(new URL('results/', import.meta.url), { recursive: true })
writeFileSync(new URL('results/idle.md', import.meta.url), text)
process.exit(0)
