/**
 * Floods of a router with default limits. The measurements are the longest round trip of a polite session meanwhile,
 * and the memory of the router.
 */
import { fork, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { RawClient } from '../support/raw-client.ts'

/** The limits that a flood must not exceed. */
export interface Bounds {
  readonly mostMs: number
  /** More memory than before the flood, in MiB. */
  readonly mostMiB: number
}

const USUAL: Bounds = { mostMs: 100, mostMiB: 250 }
const STRICT: Bounds = { mostMs: 50, mostMiB: 250 }

/** The limits by the name of the attack in `attacker.ts`. */
export const FLOODS: Readonly<Record<string, Bounds>> = {
  'hellos of 20': { mostMs: 50, mostMiB: 100 },
  'hellos of 60': { mostMs: 50, mostMiB: 100 },
  'testaments of 34 sessions': USUAL,
  'options of tiny values': USUAL,
  'tiny values, 10 senders': USUAL,
  'JSON with a big integer to the others': STRICT,
  'one publication to 10,000': STRICT,
  'one publication that 100,000 patterns match': USUAL,
  'batches of 150': USUAL,
  'batches of 150, authorizer hangs': USUAL,
  'fragments between pongs': USUAL,
  'pongs of 20 strangers': USUAL,
  'fragments of one byte after a large one': USUAL,
  'fragments of a kibibyte': USUAL,
  'frames after ABORT, 100 senders': USUAL,
  'frames after a violation, 100 senders': USUAL,
  'TLS clients that begin byte by byte': USUAL,
  'publishers, 10': USUAL,
  'publishers, 50': USUAL,
  'a callee leaves with 100,000 calls': USUAL,
  'subscribers leave': USUAL,
  'large calls that may be put to another callee': USUAL,
  'pipelined requests of 50 strangers': USUAL,
  'a large event for 1,000 patterns': USUAL,
  'a small event for 1,000 patterns of 100 sessions': USUAL,
  'a session with 18,000 entries leaves, 20 listen': USUAL,
  'long topics of 100 sessions': USUAL,
  'registrations of 100 sessions': USUAL,
  'unanswered calls of 100 sessions': USUAL,
  'an authorizer leaves with 100,000 questions': USUAL,
  'a burst of upgrades without a subprotocol': USUAL,
  'a burst of upgrades': USUAL,
  'a burst of upgrades on open connections': USUAL,
  'a burst of requests': USUAL,
  'a burst of connections that close': USUAL,
  'a burst of close frames': USUAL,
  'a burst of TLS handshakes': USUAL,
  'a burst of starts of TLS handshakes': USUAL,
  'JSON to MessagePack and CBOR': STRICT,
  'MessagePack to JSON and CBOR': STRICT,
  'CBOR to JSON and MessagePack': STRICT,
}

/** The measurements of a flood. */
export interface Measured {
  readonly isUp: boolean
  /** The longest time of a ping and a request of the polite session together. */
  readonly longestMs: number
  readonly pings: number
  /** The highest resident memory, less that before the attack. */
  readonly mostMiB: number
}

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Where a victim listens, without TLS and with it. */
export interface VictimPorts {
  readonly port: number
  readonly tlsPort: number
}

/** A router under attack. */
export class Victim {
  readonly child: ChildProcess
  readonly port: number
  readonly tlsPort: number

  private constructor(child: ChildProcess, { port, tlsPort }: VictimPorts) {
    this.child = child
    this.port = port
    this.tlsPort = tlsPort
  }

  static async start(): Promise<Victim> {
    const child = fork(file('victim.ts'), {
      execArgv: ['--expose-gc'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const [ports] = (await once(child, 'message')) as [VictimPorts]
    return new Victim(child, ports)
  }

  get isUp(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  /** MiB of memory that the process holds now (`VmRSS`), or held at most (`VmHWM`). Linux only. */
  residentMiB(what: 'VmRSS' | 'VmHWM'): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8')
    return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1]) / 1024
  }

  /** Bytes of heap and external memory after a collection. */
  async held(): Promise<number> {
    this.child.send('held')
    const [{ held }] = (await once(this.child, 'message')) as [{ held: number }]
    return held
  }

  stop(): void {
    this.child.kill('SIGKILL')
  }
}

/** Runs an attack on a router of its own. The attackers run at `nice`. */
export async function flooded(name: string, ms: number): Promise<Measured> {
  const victim = await Victim.start()
  const beforeMiB = victim.residentMiB('VmRSS')
  const { longestMs, pings } = await attack(victim, name, ms)
  const { isUp } = victim
  const mostMiB = isUp ? victim.residentMiB('VmHWM') - beforeMiB : Number.NaN
  victim.stop()
  return { isUp, longestMs, pings, mostMiB }
}

/** Runs an attack on a router while a polite session measures. Earlier attacks on the same router are allowed. */
export async function attack(victim: Victim, name: string, ms: number): Promise<{ longestMs: number; pings: number }> {
  const polite = await RawClient.join(`ws://127.0.0.1:${victim.port}/ws`)
  const command = ['-n', '19', process.execPath, file('attacker.ts'), name]
  command.push(...[victim.port, ms, victim.tlsPort].map(String))
  const attackers = spawn('nice', command, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const died = once(attackers, 'exit').then(() => {
    throw new Error(`the attackers have died: ${name}`)
  })
  died.catch(() => {}) // in the end they are killed
  try {
    await Promise.race([once(attackers, 'message'), died])
    return await Promise.race([probe(polite, once(attackers, 'message')), died])
  } finally {
    attackers.kill('SIGKILL')
    polite.end()
  }
}

/** Sends one ping and one request at a time, until the attack is over. */
async function probe(polite: RawClient, over: Promise<unknown>): Promise<{ longestMs: number; pings: number }> {
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
