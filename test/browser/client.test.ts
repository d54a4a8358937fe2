/** The client in a real browser, with and without Web Crypto. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import autobahn from 'autobahn'
import type { Browser } from 'playwright-core'
import { autobahnScript } from '../../scripts/bundle-autobahn.ts'
import { startSuiteRouter, suiteScript } from '../client/suite-router.ts'
import type { Outcome } from '../client/suite.ts'
import type { RunningRouter } from '../support/router.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'
import { launchBrowser, skipReason } from './chromium.ts'

const skip = skipReason()
const NOTHING = '<!doctype html><title>nothing</title>'

let browser: Browser
let running: RunningRouter
let script = ''
const PAGE = readFileSync(new URL('autobahn-page.js', import.meta.url), 'utf8')
const CONTENTS: Readonly<Record<string, () => readonly [type: string, text: string]>> = {
  '/': () => ['text/html', NOTHING],
  '/autobahn': () => ['text/html', `${NOTHING}<script src="autobahn.min.js"></script><script src="page.js"></script>`],
  '/autobahn.min.js': () => ['text/javascript', autobahnScript()],
  '/page.js': () => ['text/javascript', PAGE],
}
const server = createServer(({ url = '/' }, response) => {
  const [type, text] = CONTENTS[url]?.() ?? ['text/plain', 'not found']
  response.setHeader('content-type', type).end(text)
})

if (skip === false) {
  before(async () => {
    ;[browser, running, script] = await Promise.all([launchBrowser(), startSuiteRouter(), suiteScript('browser')])
    await once(server.listen(0, '0.0.0.0'), 'listening')
  })

  after(async () => {
    await browser.close()
    await running.router.stop()
    server.close()
  })
}

/** Runs the suite on a page, and says whether the page had Web Crypto. */
async function runOn(host: string): Promise<{ isSecure: boolean; outcomes: readonly Outcome[] }> {
  const page = await browser.newPage()
  await page.goto(`http://${host}:${(server.address() as AddressInfo).port}/`)
  await page.addScriptTag({ content: script })
  const isSecure = (await page.evaluate('crypto.subtle !== undefined')) as boolean
  const outcomes = (await page.evaluate(`suite.runSuite(${JSON.stringify(running.url)})`)) as readonly Outcome[]
  await page.close()
  return { isSecure, outcomes }
}

const failed = (outcomes: readonly Outcome[]): readonly Outcome[] => outcomes.filter(({ error }) => error !== undefined)

test('the client passes its suite in a browser', { skip, timeout: 120_000 }, async () => {
  const { isSecure, outcomes } = await runOn('127.0.0.1')
  assert.equal(isSecure, true)
  assert.ok(outcomes.length >= 8)
  assert.deepEqual(failed(outcomes), [])
})

test(
  'the client passes its suite without Web Crypto, in a page over plain http',
  { skip, timeout: 120_000 },
  async () => {
    const { isSecure, outcomes } = await runOn('0.0.0.0')
    assert.equal(isSecure, false)
    assert.deepEqual(failed(outcomes), [])
  },
)

test('a page whose network comes back reconnects at once', { skip, timeout: 120_000 }, async () => {
  await using proxy = await startTcpProxy(running.port)
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  await page.addScriptTag({ content: script })
  const becomes = (state: string): Promise<unknown> => page.waitForFunction(`states.includes('${state}')`)
  await page.evaluate(`{
    window.states = []
    // A wait so long that only the event can end it in time.
    const reconnect = { firstMs: 10_000_000, ceilingMs: 10_000_000 }
    const onStatus = ({ state }) => states.push(state)
    suite.connect('ws://127.0.0.1:${proxy.port}/ws', { realm: 'realm1', reconnect, onStatus })
  }`)
  await becomes('connected')
  await context.setOffline(true)
  proxy.cut()
  await becomes('reconnecting')
  await context.setOffline(false)
  await becomes('restored')
  await context.close()
})

/** The steps of a page that was written for Autobahn-JS. */
const told = (library: typeof autobahn): Promise<unknown> =>
  new Promise((resolve) => {
    const run = new Function(`${PAGE}; return runPage`)() as (...given: readonly unknown[]) => void
    run(library, running.url, resolve)
  })

test(
  'a page written for Autobahn-JS does with our script what it does with its own',
  { skip, timeout: 120_000 },
  async () => {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/autobahn`)
    const ours = await page.evaluate(
      `new Promise((resolve) => runPage(autobahn, ${JSON.stringify(running.url)}, resolve))`,
    )
    await page.close()
    assert.deepEqual(ours, JSON.parse(JSON.stringify(await told(autobahn))))
    assert.equal((ours as unknown[]).length, 17)
  },
)
