/**
 * How smoothly a lesson's page runs: frame times and long tasks in Chromium while messages arrive, once with the
 * frames panel in view and once with the router's log. Nothing is asserted, because other load on the machine also
 * causes late frames.
 *
 * node bench/page-smoothness.ts [--seconds 8] [--rates 0,1000]
 */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { connect } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import type { Page } from 'playwright-core'
import { launchBrowser } from '../test/browser/chromium.ts'
import { WorkshopProcess } from '../test/browser/workshop-process.ts'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '8' }, rates: { type: 'string', default: '0,1000' } },
})
const seconds = Number(values.seconds)
const TICK_MS = 20

const workshop = await WorkshopProcess.start()
const browser = await launchBrowser()
try {
  const publisher = connect(routerUrl(), { realm: 'ws-workshop' })
  console.log(
    'panel   messages/s  heard/s  frames/s  frame time ms: p50   p95   p99   max   main thread busy   long tasks',
  )
  for (const panel of ['frames', 'router']) {
    for (const rate of values.rates.split(',').map(Number)) console.log(await measure(publisher, { panel, rate }))
  }
  await publisher.close()
} finally {
  await browser.close()
  await workshop.stop()
}

function routerUrl(): string {
  const config = readFileSync(workshop.file('1-crossbar-and-wamp/router/.crossbar/config.json'), 'utf8')
  const port = /"port": (\d+)/.exec(config)?.[1]
  return `ws://127.0.0.1:${port}/ws`
}

async function measure(publisher: Client, { panel, rate }: { panel: string; rate: number }): Promise<string> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(`${workshop.url}/1/?panel=${panel}`)
  await page.locator('#check-look-around-1[data-look=done]').waitFor()
  await page.evaluate(`globalThis.heard = 0; session.subscribe('test', () => void globalThis.heard++).then(() => true)`)
  const stop = publishAt(publisher, rate)
  await page.waitForTimeout(1_000)
  const busySeconds = await busyClock(page)
  const before = await busySeconds()
  const seen = await watch(page)
  const busy = (await busySeconds()) - before
  stop()
  await page.close()
  const times = seen.frames.toSorted((one, other) => one - other)
  const at = (share: number): string => (times[Math.floor((times.length - 1) * share)] ?? 0).toFixed(1).padStart(5)
  const longest = seen.tasks.length === 0 ? '' : `, the longest ${Math.max(...seen.tasks).toFixed(0)} ms`
  return [
    panel.padEnd(7),
    String(rate).padStart(10),
    (seen.heard / seconds).toFixed(0).padStart(8),
    (times.length / seconds).toFixed(1).padStart(9),
    '              ',
    at(0.5),
    at(0.95),
    at(0.99),
    at(1),
    `${((busy / seconds) * 100).toFixed(0)} %`.padStart(17),
    `  ${seen.tasks.length}${longest}`,
  ].join(' ')
}

/** Publishes in ticks of `TICK_MS`, as a busy system does. Returns a function that ends it. */
function publishAt(publisher: Client, rate: number): () => void {
  let owed = 0
  const timer = setInterval(() => {
    for (owed += (rate * TICK_MS) / 1_000; owed >= 1; owed--) void publisher.publish('test', ['a message', { at: 1 }])
  }, TICK_MS)
  return () => clearInterval(timer)
}

interface Seen {
  readonly frames: readonly number[]
  readonly tasks: readonly number[]
  readonly heard: number
}

/** Times between animation frames, and tasks of 50 ms and more. */
function watch(page: Page): Promise<Seen> {
  return page.evaluate(`new Promise((resolve) => {
    const [frames, tasks] = [[], []]
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: 'longtask' })
    const before = globalThis.heard
    const end = performance.now() + ${seconds * 1_000}
    let last
    const step = (now) => {
      if (last !== undefined) frames.push(now - last)
      last = now
      if (now < end) requestAnimationFrame(step)
      else resolve({ frames, tasks, heard: globalThis.heard - before })
    }
    requestAnimationFrame(step)
  })`)
}

/** Returns a function that returns the seconds that the page's main thread has been busy since it was opened. */
async function busyClock(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  return async () => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
  }
}
