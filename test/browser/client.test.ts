/** The client in a real browser: where there is Web Crypto, and where there is none. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { autobahnScript } from '../../scripts/bundle-autobahn.ts'
import { startSuiteRouter, suiteScript } from '../client/suite-router.ts'
import type { Outcome } from '../client/suite.ts'
import type { RunningRouter } from '../support/router.ts'
import { launchBrowser, skipReason } from './chromium.ts'

const skip = skipReason()
const NOTHING = '<!doctype html><title>nothing</title>'

let browser: Browser
let running: RunningRouter
let script = ''
const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(NOTHING))

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

test('the client does in a browser what it must do everywhere', { skip, timeout: 60_000 }, async () => {
  const { isSecure, outcomes } = await runOn('127.0.0.1')
  assert.equal(isSecure, true)
  assert.ok(outcomes.length >= 8)
  assert.deepEqual(failed(outcomes), [])
})

test('and where there is no Web Crypto, because the page came by plain http', { skip, timeout: 60_000 }, async () => {
  const { isSecure, outcomes } = await runOn('0.0.0.0')
  assert.equal(isSecure, false)
  assert.deepEqual(failed(outcomes), [])
})

test('a page written for Autobahn-JS runs with our script in place of its own', { skip, timeout: 60_000 }, async () => {
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  await page.addScriptTag({ content: autobahnScript() })
  const said = await page.evaluate(`new Promise((resolve) => {
    var connection = new autobahn.Connection({ url: ${JSON.stringify(running.url)}, realm: 'realm1' });
    connection.onopen = function (session, details) {
      session.subscribe('page.chat', function (args, kwargs, event) {
        resolve([args[0], kwargs.hasOwnProperty('x'), event.topic, details.authrole]);
      }).then(function () {
        session.publish('page.chat', ['hi'], { x: 1 }, { exclude_me: false });
      }, resolve);
    };
    connection.onclose = function (reason, details) { resolve([reason, details]); };
    connection.open();
  })`)
  assert.deepEqual(said, ['hi', true, 'page.chat', 'guest'])
  await page.close()
})
