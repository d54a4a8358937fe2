/**
 * How long a message takes from Enter in one page to being visible in another, in real Chromium, beside 1,000 other users
 * in 100 threads who say 1,000 messages a second, which are 10,000 deliveries. The floor: the same load and pages with as
 * little as possible in them, over bare `ws`.
 *
 * node bench/chat/latency.ts [seconds]
 */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../../test/browser/chromium.ts'
import { Person } from '../../test/browser/chat-people.ts'
import { WholeChat } from '../../test/chat/whole-chat.ts'
import { addSpeakers } from './load/crowd-data.ts'
import type { Speaker } from './load/crowd-data.ts'
import type { CrowdCounts, Join } from './load/crowd.ts'

const THREADS = 100
const IN_EACH = 10
const PER_SECOND = 1_000
const WARM_MS = 3_000
const LATE_MS = 2_000
/** What a message may take longer than over bare `ws`. */
const WANTED_MS = { p50: 10, p99: 25 }

interface Measured {
  readonly times: readonly number[]
  readonly missing: number
  readonly crowd: CrowdCounts
}

const seconds = Number(process.argv[2] ?? 40)
async function overBareSockets(from: Browser): Promise<Measured> {
  const server = started('bare-server.ts')
  const [port] = (await once(server, 'message')) as [number]
  const speakers = Array.from({ length: THREADS * IN_EACH }, (_, index) => ({
    ...{ name: `speaker ${index}`, thread: `busy-${index % THREADS}`, token: '' },
  }))
  const pages = await Promise.all([from.newPage(), from.newPage()])
  for (const page of pages) {
    await page.goto(`http://127.0.0.1:${port}/`)
    await page.waitForFunction('document.title === "connected"')
  }
  const measured = await measure(pages, { kind: 'ws', url: `ws://127.0.0.1:${port}/`, speakers })
  for (const page of pages) await page.close()
  server.kill()
  return measured
}

async function overChat(from: Browser): Promise<Measured> {
  await using chat = await WholeChat.prepared({ LOG_LEVEL: 'warn' })
  const speakers: readonly Speaker[] = await addSpeakers(chat, { threads: THREADS, inEach: IN_EACH })
  await chat.start([])
  const workshop = { url: `http://localhost:${chat.port('SITE_PORT')}`, env: chat.variables }
  const people = [
    await Person.come({ browser: from, workshop }, 'ada'),
    await Person.come({ browser: from, workshop }, 'ben'),
  ] as const
  for (const person of people) await person.open('Pages')
  const url = `ws://127.0.0.1:${chat.port('CHAT_PORT')}/ws`
  const measured = await measure([people[0].page, people[1].page], { kind: 'chat', url, speakers })
  for (const { page } of people) await page.context().close()
  return measured
}

async function measure([sender, receiver]: readonly [Page, Page], join: Join): Promise<Measured> {
  const crowd = started('crowd.ts')
  crowd.send(join)
  await once(crowd, 'message')
  crowd.send({ perSecond: PER_SECOND })
  await pause(WARM_MS)
  await receiver.evaluate(WATCH)
  const sent = await sender.evaluate<Readonly<Record<string, number>>>(`(${SEND})(${seconds * 1_000})`)
  await pause(LATE_MS)
  const seen = await receiver.evaluate<Readonly<Record<string, number>>>('seen')
  crowd.send('stop')
  const [counts] = (await once(crowd, 'message')) as [CrowdCounts]
  const all = Object.entries(sent)
  const times = all.flatMap(([text, since]) => (seen[text] === undefined ? [] : [seen[text] - since]))
  return { times: times.toSorted((one, other) => one - other), missing: all.length - times.length, crowd: counts }
}

/** Notes the time of the frame that shows a probe first. */
const WATCH = `
globalThis.seen = {}
const noted = new Set()
new MutationObserver((records) => {
  for (const { addedNodes } of records)
    for (const { textContent } of addedNodes) {
      const [probe] = /probe \\d+/.exec(textContent ?? '') ?? []
      if (probe === undefined || noted.has(probe)) continue
      noted.add(probe)
      requestAnimationFrame(() => (seen[probe] = performance.timeOrigin + performance.now()))
    }
}).observe(document.body, { childList: true, subtree: true })
`

/** Writes probes and presses Enter, at times that fit no clock. */
const SEND = `async (ms) => {
  const sent = {}
  const field = document.querySelector('textarea')
  const until = performance.now() + ms
  for (let count = 0; performance.now() < until; count++) {
    const probe = 'probe ' + count
    field.value = probe
    sent[probe] = performance.timeOrigin + performance.now()
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
    await new Promise((resolve) => setTimeout(resolve, 60 + Math.random() * 80))
  }
  return sent
}`

function started(name: string): ChildProcess {
  return fork(fileURLToPath(new URL(`load/${name}`, import.meta.url)))
}

function show(title: string, { times, missing, crowd }: Measured): void {
  const rate = (count: number): string => (count / crowd.seconds).toFixed(0)
  console.log(
    `${title}: ${times.length} messages, p50 ${at(times, 0.5).toFixed(1)} ms, p99 ${at(times, 0.99).toFixed(1)} ms, ${missing} missing; ` +
      `beside ${rate(crowd.sent)} messages and ${rate(crowd.delivered)} deliveries a second, ${crowd.failed} failed`,
  )
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const browser = await launchBrowser()
try {
  const bare = await overBareSockets(browser)
  show('bare ws', bare)
  const chat = await overChat(browser)
  show('the chat', chat)
  for (const [name, share] of [
    ['p50', 0.5],
    ['p99', 0.99],
  ] as const) {
    const more = at(chat.times, share) - at(bare.times, share)
    console.log(`${name}: ${more.toFixed(1)} ms more than over bare ws (wanted: at most ${WANTED_MS[name]})`)
    if (more > WANTED_MS[name] || chat.missing > 0) process.exitCode = 1
  }
} finally {
  await browser.close()
}
