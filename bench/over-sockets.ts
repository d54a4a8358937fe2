/**
 * Fan-out, calls and many topics over WebSocket, compared with the floors and another router, in interleaved rounds,
 * per CPU second of the server.
 */
import { measure } from './load/measure.ts'
import type { Sample } from './load/measure.ts'
import { calls, fanOut, fill, progress } from './load/scenarios.ts'
import type { Burst, Prepared } from './load/scenarios.ts'
import { spread, table, times, whole } from './load/statistics.ts'
import type { Spread } from './load/statistics.ts'
import { Server } from './servers/server.ts'
import type { ServerName } from './servers/server.ts'

export interface SocketOptions {
  readonly rounds: number
  readonly seconds: number
  /** Seconds of a round with 1,000 subscribers: it must hold some hundred steps. */
  readonly longSeconds: number
  /** Runs only the scenarios whose title contains this text. */
  readonly only: string
  readonly fox: string | undefined
}

/** A server in a scenario. The first contender is Wampeter, which is compared with each of the others. */
interface Contender {
  readonly name: string
  readonly server: ServerName
  prepare(server: Server): Promise<Prepared>
}

interface Scenario {
  readonly title: string
  readonly contenders: readonly Contender[]
  readonly isLong?: boolean
  /** The number of messages before the first round, after which the compiler has done its work. */
  readonly warmUp?: number
}

const WARM = 200_000
/** The least seconds of a round of such a scenario. */
const WARM_SECONDS = 3

export interface SocketResults {
  readonly text: string
  /** By title and contender: the messages per CPU second of our router, divided by those of the contender. */
  readonly ratios: ReadonlyMap<string, Spread>
}

const TITLES: Readonly<Record<Burst, string>> = {
  single: 'single events',
  segment: 'ten in one segment',
  publishers: 'ten publishers',
}

function scenarios(hasFox: boolean): readonly Scenario[] {
  const fox: readonly ServerName[] = hasFox ? ['fox-wamp'] : []
  const among = (servers: readonly ServerName[], prepare: Contender['prepare']): readonly Contender[] =>
    servers.map((server) => ({ name: server, server, prepare }))
  return [
    ...[1, 10, 100, 1000].flatMap((count) =>
      (['single', 'segment', 'publishers'] as const).map((burst) => ({
        title: `fan-out to ${count}, ${TITLES[burst]}`,
        contenders: among(['wampeter', 'naive', 'coalesced', ...fox], (server) => fanOut(server, count, burst)),
        isLong: count === 1000,
        warmUp: count === 1 && burst === 'publishers' ? WARM : 0,
      })),
    ),
    ...[1, 64].map((window) => ({
      title: `calls, window ${window}`,
      contenders: among(['wampeter', 'relay', 'coalesced', ...fox], (server) => calls(server, window)),
      warmUp: window === 64 ? WARM : 0,
    })),
    {
      title: 'progressive results, ten in one segment',
      contenders: [
        { name: 'wampeter', server: 'wampeter', prepare: progress },
        { name: 'events point to point', server: 'wampeter', prepare: (server) => fanOut(server, 1, 'segment') },
      ],
      warmUp: WARM,
    },
    {
      title: 'many topics: 10,000 unrelated, fan-out to 10',
      contenders: [10_000, 10].map((topics) => ({
        name: `wampeter with ${whole(topics)}`,
        server: 'wampeter' as const,
        prepare: async (server) => {
          await fill(server, topics)
          return fanOut(server, 10, 'single')
        },
      })),
    },
  ]
}

export async function overSockets(options: SocketOptions): Promise<SocketResults> {
  const rows: string[][] = []
  const ratios = new Map<string, Spread>()
  for (const scenario of scenarios(options.fox !== undefined)) {
    if (!scenario.title.includes(options.only)) continue
    const results = await race(scenario, options)
    const ours = results.get(scenario.contenders[0]?.name ?? '') ?? []
    for (const [name, samples] of results) {
      const perRound = ours.map((sample, round) => sample.messagesPerCpuSecond / costOf(samples[round]))
      if (samples !== ours) ratios.set(`${scenario.title}: ${name}`, spread(perRound))
      const row = [scenario.title, name, ...cells(samples), samples === ours ? '' : times(spread(perRound))]
      rows.push(row)
      console.log(row.join(' | '))
    }
  }
  const head = ['scenario', 'server', 'messages per CPU second', 'messages/s', 'CPU µs per message', 'p50 ms', 'p99 ms']
  return { text: table([...head, 'ours is'], rows), ratios }
}

const costOf = (sample: Sample | undefined): number => sample?.messagesPerCpuSecond ?? Number.NaN

function cells(samples: readonly Sample[]): readonly string[] {
  const of = (key: keyof Sample): Spread => spread(samples.map((sample) => sample[key]))
  const perCpu = of('messagesPerCpuSecond')
  return [
    `${whole(perCpu.median)} (${whole(perCpu.low)}–${whole(perCpu.high)})`,
    whole(of('messagesPerSecond').median),
    of('cpuMicrosPerMessage').median.toFixed(2),
    of('p50Ms').median.toFixed(2),
    of('p99Ms').median.toFixed(2),
  ]
}

/**
 * All contenders run at the same time and are loaded in turn. One that is not ready in time is left out, with a line
 * that says so.
 */
async function race({ title, contenders, isLong = false, warmUp = 0 }: Scenario, options: SocketOptions) {
  const results = new Map<string, Sample[]>()
  const entrants: { readonly name: string; readonly server: Server; readonly prepared: Prepared }[] = []
  for (const { name, server: kind, prepare } of contenders) {
    const server = await Server.start(kind, options.fox)
    const prepared = await inTime(prepare(server))
    if (prepared === undefined) {
      server.stop()
      console.log(`${title}: ${name} was not ready in time, and is left out`)
      continue
    }
    for (let seen = 0; seen < warmUp;) seen += await prepared.step()
    entrants.push({ name, server, prepared })
    results.set(name, [])
  }
  const asked = isLong ? options.longSeconds : options.seconds
  const seconds = warmUp > 0 ? Math.max(WARM_SECONDS, asked) : asked
  for (let round = 0; round < options.rounds; round++)
    for (const { name, server, prepared } of entrants) {
      if (!results.has(name)) continue
      const sample = await inTime(measure(server, seconds, prepared.step), seconds * 2000)
      if (sample !== undefined) results.get(name)?.push(sample)
      else if (results.delete(name)) console.log(`${title}: ${name} did not deliver all messages, and is left out`)
    }
  for (const { server, prepared } of entrants) {
    prepared.end()
    server.stop()
  }
  return results
}

const READY_MS = 15_000

const inTime = <Value>(work: Promise<Value>, moreMs = 0): Promise<Value | undefined> =>
  Promise.race([
    work.catch(() => undefined),
    new Promise<undefined>((resolve) => setTimeout(resolve, READY_MS + moreMs, undefined).unref()),
  ])
