/**
 * How many log-ins a second the chat's HTTP service serves, what one hash costs, and how long its event loop is held up
 * meanwhile. The floor is argon2id alone, with the same cost and as many at the same time, in this process.
 *
 * node bench/chat/log-ins.ts [seconds] [rounds]
 */
import { PasswordHasher } from '../../apps/chat/http/secrets/password-hasher.ts'
import { AppProcess } from '../../test/chat/app-process.ts'

const USERS = 20
const PROBE_EVERY_MS = 20
/** The histogram of delays includes the interval between two measurements. */
const RESOLUTION_MS = 10
const WANTED_DELAY_MS = 20

export interface LogIns {
  readonly perSecond: number
  readonly floorPerSecond: number
  /** One hash on a machine without other work. */
  readonly hashMs: number
  readonly longestDelayMs: number
  /** How long GET /access took meanwhile. */
  readonly probe: { readonly p50: number; readonly p99: number }
}

export async function measureLogIns(seconds: number): Promise<LogIns> {
  const { hashMs, floorPerSecond } = await measureHashes(seconds)
  await using app = await AppProcess.start()
  const users = await Promise.all(Array.from({ length: USERS }, (_, number) => register(app, `user ${number}`)))
  await Promise.all(users.map((user) => logIn(app, user))) // warm
  await app.metric('nodejs_eventloop_lag_max_seconds') // each reading begins anew
  const until = performance.now() + seconds * 1_000
  let count = 0
  const times: number[] = []
  const logInAgain = async (user: User): Promise<void> => {
    while (performance.now() < until) {
      await logIn(app, user)
      count++
    }
  }
  const began = performance.now()
  await Promise.all([...users.map(logInAgain), probe(app, { until, times })])
  const perSecond = (count / (performance.now() - began)) * 1_000
  const longest = (await app.metric('nodejs_eventloop_lag_max_seconds')) * 1_000
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
  return {
    perSecond,
    floorPerSecond,
    hashMs,
    longestDelayMs: Math.max(0, longest - RESOLUTION_MS),
    probe: { p50: at(0.5), p99: at(0.99) },
  }
}

async function measureHashes(seconds: number): Promise<{ hashMs: number; floorPerSecond: number }> {
  const hasher = new PasswordHasher()
  await hasher.hash('warm')
  const before = performance.now()
  await hasher.hash('one alone')
  const hashMs = performance.now() - before
  const until = performance.now() + seconds * 500
  let count = 0
  const began = performance.now()
  await Promise.all(
    Array.from({ length: USERS }, async () => {
      while (performance.now() < until) {
        await hasher.hash('one of many')
        count++
      }
    }),
  )
  return { hashMs, floorPerSecond: (count / (performance.now() - began)) * 1_000 }
}

interface User {
  readonly name: string
  readonly password: string
}

const post = (port: number | undefined, path: string, body: object): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

async function register(app: AppProcess, name: string): Promise<User> {
  const answer = await post(app.ports[0], '/user', { name })
  const { password } = (await answer.json()) as { password: string }
  return { name, password }
}

async function logIn(app: AppProcess, user: User): Promise<void> {
  const { status } = await post(app.ports[0], '/login', user)
  if (status !== 200) throw new Error(`a log-in was answered with ${status}`)
}

/** Asks like a worker does, at a steady pace. */
async function probe(app: AppProcess, { until, times }: { until: number; times: number[] }): Promise<void> {
  while (performance.now() < until) {
    const began = performance.now()
    await (await fetch(`http://127.0.0.1:${app.internalPorts[1]}/access?thread=tea&user=user+1`)).text()
    times.push(performance.now() - began)
    await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS))
  }
}

if (import.meta.main) {
  const [seconds = 5, rounds = 3] = process.argv.slice(2).map(Number)
  const all: LogIns[] = []
  for (let round = 0; round < rounds; round++) all.push(await measureLogIns(seconds))
  const median = (of: (result: LogIns) => number): number =>
    all.map(of).toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN
  const delay = median(({ longestDelayMs }) => longestDelayMs)
  console.log(`Medians of ${rounds} rounds of ${seconds} s; ${USERS} users log in without a pause.`)
  console.log(`one hash, alone            ${median(({ hashMs }) => hashMs).toFixed(0)} ms`)
  console.log(`hashes alone, the floor    ${median(({ floorPerSecond }) => floorPerSecond).toFixed(1)} per second`)
  console.log(`log-ins                    ${median(({ perSecond }) => perSecond).toFixed(1)} per second`)
  console.log(
    `share of the floor         ${(median(({ perSecond, floorPerSecond }) => perSecond / floorPerSecond) * 100).toFixed(0)} %`,
  )
  console.log(`longest delay of the loop  ${delay.toFixed(1)} ms (wanted: at most ${WANTED_DELAY_MS} ms)`)
  console.log(
    `GET /access meanwhile      p50 ${median(({ probe: { p50 } }) => p50).toFixed(1)} ms, p99 ${median(({ probe: { p99 } }) => p99).toFixed(1)} ms`,
  )
}
