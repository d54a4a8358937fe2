/**
 * How fast the chat's page is: from opening it until one can log in, and from the log-in until the open thread shows
 * its messages; and how smooth it stays while messages arrive in a thread of 10,000. Real Chromium, on this machine.
 *
 * node bench/chat/page.ts [seconds]
 */
import type { Page } from 'playwright-core'
import { launchBrowser } from '../../test/browser/chromium.ts'
import { asked, nodeUser, Person } from '../../test/browser/chat-people.ts'
import { WorkshopProcess } from '../../test/browser/workshop-process.ts'

const MESSAGES = 10_000
const RATE = 100
const OPENINGS = 5
const TITLE = 'Busy'
const WANTED_MS = 500

const seconds = Number(process.argv[2] ?? 10)
const workshop = await WorkshopProcess.start([])
const browser = await launchBrowser()
const stage = { skip: false as const, workshop, browser }
try {
  const { client, token } = await nodeUser(stage, 'a busy one')
  await asked(stage, 'APP_PORT_5', '/thread', { title: TITLE }, token)
  const post = (id: string) => client.call('workshop.chat.post', ['busy', id, `message ${id} with some words in it`])
  for (let sent = 0; sent < MESSAGES; sent += 500)
    await Promise.all(Array.from({ length: 500 }, (_, index) => post(`${sent + index}`)))
  const reader = await Person.come(stage, 'a reader')
  await reader.open(TITLE)

  const usable: number[] = []
  for (let opening = 0; opening < OPENINGS; opening++) {
    const began = performance.now()
    await reader.page.reload()
    await reader.page.getByLabel('Password').waitFor()
    usable.push(performance.now() - began)
    await reader.logIn()
    await reader.isIn(TITLE)
  }
  await readAll(reader.page)
  const smooth = watchFrames(reader.page, seconds)
  const until = performance.now() + seconds * 1_000
  let sent = 0
  for (const began = performance.now(); performance.now() < until;) {
    while (sent < ((performance.now() - began) / 1_000) * RATE) void post(`live ${sent++}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  const { frames, longTasks } = await smooth
  const sorted = frames.toSorted((a, b) => a - b)
  const at = (part: number): string => (sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN).toFixed(1)
  console.log(`usable after ${median(usable).toFixed(0)} ms (median of ${OPENINGS}; wanted: at most ${WANTED_MS})`)
  console.log(
    `${sent} messages in ${seconds} s beside ${MESSAGES}: a frame every ${at(0.5)} ms (median), ${at(0.99)} ms (p99)`,
  )
  console.log(`tasks of more than 50 ms: ${longTasks.length}, the longest ${Math.max(0, ...longTasks).toFixed(0)} ms`)
  await client.close()
} finally {
  await browser.close()
  await workshop.stop()
}

/** Scrolls up until the whole thread is loaded, and down again. */
async function readAll(page: Page): Promise<void> {
  const more = page.getByRole('button', { name: 'Older messages' })
  while ((await more.count()) > 0) await more.click({ timeout: 5_000 }).catch(() => {})
  await page.locator('.messages').evaluate((list: { scrollTop: number; scrollHeight: number }) => {
    list.scrollTop = list.scrollHeight
  })
}

interface Smoothness {
  readonly frames: readonly number[]
  readonly longTasks: readonly number[]
}

/** The times between frames, and the tasks of more than 50 ms, in milliseconds. */
function watchFrames(page: Page, forSeconds: number): Promise<Smoothness> {
  return page.evaluate<Smoothness>(`new Promise((resolve) => {
    const frames = []
    const longTasks = []
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: 'longtask' })
    const end = performance.now() + ${forSeconds * 1_000}
    let last = performance.now()
    const frame = (now) => {
      frames.push(now - last)
      last = now
      if (now < end) requestAnimationFrame(frame)
      else resolve({ frames, longTasks })
    }
    requestAnimationFrame(frame)
  })`)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
