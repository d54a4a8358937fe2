/**
 * How soon each lesson's page is loaded, cold: in a browser context of its own, with nothing in its cache, while the
 * routers run. And how much script it loads, gzipped. A warm-up of the browser before is not counted.
 *
 * node bench/pages.ts [--times 5] [URL of a running workshop]
 */
import { gzipSync } from 'node:zlib'
import { parseArgs } from 'node:util'
import type { Browser, Response } from 'playwright-core'
import { launchBrowser } from '../test/browser/chromium.ts'
import { WorkshopProcess } from '../test/browser/workshop-process.ts'

const WANTED_MS = 500
const WANTED_BYTES = 150 * 1_024

const { values, positionals } = parseArgs({
  options: { times: { type: 'string', default: '5' } },
  allowPositionals: true,
})
const times = Number(values.times)
const [given] = positionals

const workshop = given === undefined ? await WorkshopProcess.start() : undefined
const browser = await launchBrowser()
try {
  await workshop?.says(/everything is up/)
  const site = (given ?? workshop?.url ?? '').replace(/\/$/, '')
  await load(browser, `${site}/`)
  console.log(`the median of ${times} (wanted: ${WANTED_MS} ms, ${WANTED_BYTES / 1_024} KB of script)\n`)
  console.log('page   loaded ms   slowest ms   script KB, gzipped')
  for (const page of await pagesOf(site)) console.log(await measure(`${site}${page}`, page))
} finally {
  await browser.close()
  await workshop?.stop()
}

/** The index, and the lessons that there are. */
async function pagesOf(site: string): Promise<readonly string[]> {
  const pages = ['/']
  for (let lesson = 0; (await fetch(`${site}/${lesson}/`)).ok; lesson++) pages.push(`/${lesson}/`)
  return pages
}

async function measure(url: string, name: string): Promise<string> {
  const loads: Loaded[] = []
  for (let time = 0; time < times; time++) loads.push(await load(browser, url))
  const sorted = loads.map(({ ms }) => ms).toSorted((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  const bytes = Math.max(...loads.map(({ scriptBytes }) => scriptBytes))
  const isOver = median > WANTED_MS || bytes > WANTED_BYTES
  const [loaded, slowest] = [median, sorted.at(-1) ?? Number.NaN].map((ms) => ms.toFixed(0))
  const size = (bytes / 1_024).toFixed(1).padStart(10)
  return `${name.padEnd(7)}${loaded?.padStart(9)}${slowest?.padStart(13)}   ${size}${isOver ? '   over' : ''}`
}

interface Loaded {
  /** From the start of the navigation to the end of the load event, as the page itself measured it. */
  readonly ms: number
  readonly scriptBytes: number
}

async function load(within: Browser, url: string): Promise<Loaded> {
  const context = await within.newContext()
  const page = await context.newPage()
  const scripts: Response[] = []
  page.on('response', (response) => response.request().resourceType() === 'script' && scripts.push(response))
  await page.goto(url)
  const ms = await page.evaluate<number>(`new Promise((tell) => {
    const look = () => {
      const { loadEventEnd } = performance.getEntriesByType('navigation')[0]
      if (loadEventEnd > 0) tell(loadEventEnd)
      else setTimeout(look, 5)
    }
    look()
  })`)
  const bodies = await Promise.all(scripts.map((script) => script.body()))
  await context.close()
  return { ms, scriptBytes: bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) }
}
