/**
 * Log-ins and permissions that a worker decides, over sockets. Router, worker and load are separate processes.
 * Measures log-ins per second, with the longest event-loop delay and the memory of the router; the latency of a
 * session while an authorizer takes a second for the requests of another; and the time for 100 publications that are
 * authorized.
 *
 * node bench/judged.ts [log-ins] [runs]
 */
import { createHmac } from 'node:crypto'
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { connect } from '@wampeter/client'
import { WebSocket } from 'ws'
import { spread, table, whole } from './load/statistics.ts'

const IN_FLIGHT = 200

interface Seen {
  readonly heap: number
  readonly rss: number
  readonly maxDelayMs: number
}

class RouterProcess {
  readonly #child: ChildProcess
  readonly port: number
  readonly #workers: ChildProcess[] = []

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.port = port
  }

  static async start(slowMs: number): Promise<RouterProcess> {
    const child = fork(fileURLToPath(new URL('servers/judged.ts', import.meta.url)))
    const [{ port }] = (await once(child, 'message')) as [{ port: number }]
    const router = new RouterProcess(child, port)
    const judge = fork(fileURLToPath(new URL('load/judge.ts', import.meta.url)), [
      router.url('workers'),
      String(slowMs),
    ])
    router.#workers.push(judge)
    await once(judge, 'message')
    return router
  }

  url(path: string): string {
    return `ws://127.0.0.1:${this.port}/${path}`
  }

  async look(): Promise<Seen> {
    this.#child.send('look')
    const [seen] = (await once(this.#child, 'message')) as [Seen]
    return seen
  }

  stop(): void {
    for (const worker of this.#workers) worker.kill('SIGKILL')
    this.#child.kill('SIGKILL')
  }
}

const ROLES = { publisher: {}, subscriber: {}, caller: {}, callee: {} }

/** One log-in by WAMP-CRA, from connecting to WELCOME; then the connection is closed. */
function logIn(url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(url, 'wamp.2.json')
    ws.on('error', reject)
    ws.on('open', () =>
      ws.send(JSON.stringify([1, 'realm1', { roles: ROLES, authmethods: ['wampcra'], authid: 'joe' }])),
    )
    ws.on('message', (data: Buffer) => {
      const [code, what, extra] = JSON.parse(data.toString()) as [number, unknown, { challenge: string }]
      if (code === 4) {
        const signature = createHmac('sha256', 'secret').update(extra.challenge).digest('base64')
        ws.send(JSON.stringify([5, signature, {}]))
        return
      }
      ws.terminate()
      if (code === 2) resolve()
      else reject(new Error(`refused: ${JSON.stringify(what)}`))
    })
  })
}

async function logIns(
  path: string,
  count: number,
): Promise<{ rate: number; maxDelayMs: number; rss: number; heap: number }> {
  const router = await RouterProcess.start(0)
  try {
    for (let warm = 0; warm < 500; warm++) await logIn(router.url(path))
    await router.look()
    let left = count
    const start = performance.now()
    const lane = async (): Promise<void> => {
      while (left-- > 0) await logIn(router.url(path))
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
    const seconds = (performance.now() - start) / 1000
    return { rate: count / seconds, ...(await router.look()) }
  } finally {
    router.stop()
  }
}

/** Round trips of an event between two sessions, in milliseconds, while `other` runs. */
async function latencies(router: RouterProcess, count: number): Promise<readonly number[]> {
  const [one, two] = [
    connect(router.url('free'), { realm: 'realm1' }),
    connect(router.url('free'), { realm: 'realm1' }),
  ]
  let arrived = (): void => {}
  await two.subscribe('bench.echo', () => arrived())
  const measured: number[] = []
  for (let at = 0; at < count; at++) {
    const start = performance.now()
    const back = new Promise<void>((resolve) => (arrived = resolve))
    await one.publish('bench.echo', [at])
    await back
    measured.push(performance.now() - start)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await Promise.all([one.close(), two.close()])
  return measured
}

const p99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? 0

/** A session's latency, with and without another session whose many requests an authorizer decides after a second. */
async function beside(): Promise<{ alone: number; beside: number }> {
  const router = await RouterProcess.start(1000)
  try {
    await latencies(router, 300)
    const alone = p99(await latencies(router, 1000))
    const asked = connect(router.url('asked'), { realm: 'realm1' })
    const asking = setInterval(() => void asked.publish('bench.asked', ['x']).catch(() => {}), 10)
    const with_ = p99(await latencies(router, 1000))
    clearInterval(asking)
    void asked.close()
    return { alone, beside: with_ }
  } finally {
    router.stop()
  }
}

/** 100 publishes at once, by a session whose authorizer takes 100 ms for each. */
async function burst(): Promise<{ milliseconds: number; inOrder: boolean }> {
  const router = await RouterProcess.start(100)
  try {
    const [asked, listener] = [
      connect(router.url('asked'), { realm: 'realm1' }),
      connect(router.url('free'), { realm: 'realm1' }),
    ]
    const heard: number[] = []
    const all = Promise.withResolvers<void>()
    await listener.subscribe('bench.asked', ([number]: [number]) => {
      heard.push(number)
      if (heard.length === 100) all.resolve()
    })
    await asked.publish('bench.warm', [], { acknowledge: true })
    const start = performance.now()
    for (let number = 0; number < 100; number++) void asked.publish('bench.asked', [number])
    await all.promise
    const milliseconds = performance.now() - start
    await Promise.all([asked.close(), listener.close()])
    return { milliseconds, inOrder: heard.every((number, at) => number === at) }
  } finally {
    router.stop()
  }
}

async function repeat<Result>(times: number, run: () => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = []
  for (let at = 0; at < times; at++) results.push(await run())
  return results
}

type LogIns = Awaited<ReturnType<typeof logIns>>

const row = (title: string, results: readonly LogIns[]): string[] => [
  title,
  whole(spread(results.map(({ rate }) => rate)).median),
  spread(results.map(({ maxDelayMs }) => maxDelayMs)).median.toFixed(1),
  spread(results.map(({ heap }) => heap / 2 ** 20)).median.toFixed(0),
  spread(results.map(({ rss }) => rss / 2 ** 20)).median.toFixed(0),
]

/** All results, as text. */
export async function judged(count: number, times: number): Promise<string> {
  const dynamic = await repeat(times, () => logIns('dynamic', count))
  const fixed = await repeat(times, () => logIns('static', count))
  const [besides, bursts] = [await repeat(times, beside), await repeat(times, burst)]
  const alone = spread(besides.map((one) => one.alone)).median
  const slowed = spread(besides.map((one) => one.beside)).median
  const milliseconds = spread(bursts.map((one) => one.milliseconds)).median
  const order = bursts.every(({ inOrder }) => inOrder) ? 'in order' : 'OUT OF ORDER'
  return `${whole(count)} log-ins by WAMP-CRA, ${IN_FLIGHT} in flight, medians of ${times} runs:

${table(['the user is known by', 'log-ins per second', 'longest event-loop delay, ms', 'heap after, MiB', 'resident, MiB'], [row('a procedure, in a process of its own', dynamic), row('the config', fixed)])}

The delay must not pass 100 ms. A session's p99 for publishing to another, beside one that keeps asking an authorizer which takes 1 s: ${slowed.toFixed(2)} ms; without it ${alone.toFixed(2)} ms (at most ${(alone * 1.3 + 1).toFixed(2)}). 100 publishes at once, judged by an authorizer that takes 100 ms for each: all out after ${milliseconds.toFixed(0)} ms, ${order} (at most 1,000 ms).`
}

if (import.meta.main) {
  console.log(await judged(Number(process.argv[2] ?? 10_000), Number(process.argv[3] ?? 3)))
  process.exit(0)
}
