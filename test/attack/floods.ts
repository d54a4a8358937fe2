/** Floods of a router with default limits: how long a polite session waits meanwhile, and how much memory the router takes. */
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { RawClient } from '../support/raw-client.ts'
import type { Finding, OwnAttack } from './attack.ts'

export interface Bounds {
  readonly mostMs: number
  /** More than before. */
  readonly mostMiB: number
}

/** The names are those in `attacker.ts`. */
export const FLOODS: Readonly<Record<string, Bounds>> = {
  nothing: { mostMs: 100, mostMiB: 250 },
  'hellos of 20': { mostMs: 50, mostMiB: 100 },
  'hellos of 60': { mostMs: 50, mostMiB: 100 },
  'one publication to 10,000': { mostMs: 50, mostMiB: 250 },
  'tiny values, 10 senders': { mostMs: 100, mostMiB: 250 },
  'batches of 150': { mostMs: 100, mostMiB: 250 },
  'batches of 150, authorizer hangs': { mostMs: 100, mostMiB: 250 },
  'fragments between pongs': { mostMs: 100, mostMiB: 250 },
  'pongs of 20 strangers': { mostMs: 100, mostMiB: 250 },
  'publishers, 10': { mostMs: 100, mostMiB: 250 },
  'publishers, 50': { mostMs: 100, mostMiB: 250 },
}

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Starts a router and attackers, which run at `nice`, and measures for some seconds. */
export const floodBy =
  (name: string, ms = 6_000): OwnAttack =>
  async (): Promise<Finding> => {
    const router = fork(file('victim.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const [{ port }] = (await once(router, 'message')) as [{ port: number }]
    const polite = await RawClient.join(`ws://127.0.0.1:${port}/ws`)
    const beforeMiB = residentMiB(router.pid ?? 0, 'VmRSS')
    const attackers = spawn(
      'nice',
      ['-n', '19', process.execPath, file('attacker.ts'), name, String(port), String(ms)],
      {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    )
    await once(attackers, 'message')
    const { longestMs, pings } = await probe(polite, once(attackers, 'message'))
    const isUp = router.exitCode === null && router.signalCode === null
    const mostMiB = isUp ? residentMiB(router.pid ?? 0, 'VmHWM') - beforeMiB : Number.NaN
    for (const child of [attackers, router]) child.kill('SIGKILL')
    const { mostMs, mostMiB: allowedMiB } = FLOODS[name] ?? { mostMs: 0, mostMiB: 0 }
    return {
      figure: `${isUp ? '' : 'THE ROUTER DIED; '}longest round trip ${longestMs.toFixed(0)} ms of ${pings}, ${mostMiB.toFixed(0)} MiB more than the ${beforeMiB.toFixed(0)} before`,
      holds: isUp && longestMs <= mostMs && mostMiB <= allowedMiB,
    }
  }

/** One ping and one request at a time, until the attack is over. */
async function probe(polite: RawClient, over: Promise<unknown>) {
  let [longestMs, pings] = [0, 0]
  let isOver = false
  for (const end of [over, polite.closed]) void end.then(() => (isOver = true))
  for (let request = 1; !isOver; request++) {
    const start = performance.now()
    polite.ws.ping()
    polite.send({ kind: 'SUBSCRIBE', request, options: {}, topic: 'polite' })
    await Promise.all([
      Promise.race([once(polite.ws, 'pong'), polite.closed]),
      Promise.race([polite.next('SUBSCRIBED').catch(() => {}), polite.closed]),
    ])
    longestMs = Math.max(longestMs, performance.now() - start)
    pings++
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return { longestMs, pings }
}

/** MiB that a process holds now (`VmRSS`), or held at most (`VmHWM`); Linux. */
const residentMiB = (pid: number, what: 'VmRSS' | 'VmHWM'): number =>
  Number(new RegExp(`^${what}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
