import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Crowds, MOST_READERS, type CrowdFigures } from './crowd.ts'

const crowds = new Crowds({ comingMs: 1_000, measuredMs: 700 })
const server = createServer((request, response) => crowds.answer(request, response))
let url = ''

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/0/feed/crowd`
})
after(async () => {
  await crowds.close()
  server.closeAllConnections()
  server.close()
})

const OWN = { 'sec-fetch-site': 'same-origin' }
const asked = (query: string, { headers = OWN, signal = new AbortController().signal } = {}) =>
  fetch(`${url}?${query}`, { headers, signal })

test('readers of each way come, and what they measured is answered way by way', async () => {
  const text = await (await asked('readers=10&rate=20&interval=100')).text()
  const lines = text.trimEnd().split('\n')
  const figures = lines.map((line) => JSON.parse(line) as CrowdFigures)
  assert.deepEqual(
    figures.map(({ way }) => way),
    ['polling', 'long polling', 'server-sent events', 'WebSocket'],
  )
  const [polling, longPolling, events, socket] = figures
  for (const { readers, items, lateMs } of figures) {
    assert.equal(readers, 10)
    assert.ok(items > 10, text)
    assert.ok(lateMs !== undefined && lateMs >= 0, text)
  }
  assert.ok((polling?.requestsPerSecond ?? 0) > 10, text)
  assert.ok((longPolling?.requestsPerSecond ?? 0) > 10, text)
  assert.equal(events?.requestsPerSecond, 0, 'they had asked before they were measured')
  assert.equal(socket?.requestsPerSecond, 0)
  assert.ok((socket?.bytesPerSecond ?? Infinity) < (longPolling?.bytesPerSecond ?? 0), text)
})

test('a crowd that is too large, or that no page of this machine wants, is refused', async () => {
  const right = `readers=${MOST_READERS}&rate=2&interval=2000`
  for (const query of ['', right.replace('200', '201'), right.replace('=2&', '=50&'), right.replace('2000', '5')])
    assert.equal((await asked(query)).status, 400, query)
  assert.equal((await asked(right, { headers: { 'sec-fetch-site': 'cross-site' } })).status, 403)
  assert.equal((await asked(right, { headers: { 'sec-fetch-site': '' } })).status, 403)
})

test('only one crowd is there, and it leaves with the connection of its page', async () => {
  const page = new AbortController()
  const query = 'readers=5&rate=20&interval=100'
  assert.equal((await asked(query, { signal: page.signal })).status, 200)
  const refused = await asked(query)
  assert.equal(refused.status, 503)
  assert.match(await refused.text(), /Another page has opened its readers/)

  page.abort()
  let next = await asked(query)
  for (; next.status === 503; next = await asked(query)) await pause(20)
  assert.equal(next.status, 200)
  await crowds.close()
  await next.text()
})
