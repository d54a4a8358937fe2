/** The chat as `npm start` in apps/chat runs it: it serves its page itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WholeChat } from '../chat/whole-chat.ts'
import { Person } from './chat-people.ts'
import { launchBrowser, skipReason } from './chromium.ts'

test('npm start serves the page too: a person registers, and a message is stored', { skip: skipReason() }, async () => {
  await using chat = await WholeChat.prepared()
  await chat.start([])
  const url = `http://localhost:${chat.port('SITE_PORT')}`
  const browser = await launchBrowser()
  try {
    const ada = await Person.come({ browser, workshop: { url } }, 'ada')
    await ada.open('Alone')
    await ada.say('hello')
    await ada.message('hello').waitFor()
    const failed: string[] = []
    ada.page.on('response', (response) => response.ok() || failed.push(response.url()))
    await ada.page.reload()
    await ada.page.getByLabel('Password').waitFor()
    assert.deepEqual(failed, [])
  } finally {
    await browser.close()
  }

  const get = async (path: string, init: RequestInit = {}) => fetch(url + path, { redirect: 'manual', ...init })
  const page = await get('/chat/')
  const { APP_PORT_4, APP_PORT_5, APP_PORT_6, CHAT_PORT } = chat.variables
  const app = [APP_PORT_4, APP_PORT_5, APP_PORT_6].map((port) => `http://localhost:${port}`).join(' ')
  const policy = page.headers.get('content-security-policy') ?? ''
  assert.ok(policy.includes(`connect-src 'self' ws://localhost:${CHAT_PORT} ${app};`), policy)
  assert.equal((await get('/')).headers.get('location'), '/chat/')
  assert.equal((await get('/chat/', { method: 'POST' })).status, 405)
  for (const path of ['/nothing', '/assets/', '/assets/../main.ts', '//chat/'])
    assert.equal((await get(path)).status, 404)
  assert.equal(await chat.stop(), 0, chat.log)
})
