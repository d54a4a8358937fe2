/** How the chat starts, stops, and meets trouble that is not its own. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { until } from './chat-router.ts'
import { WholeChat } from './whole-chat.ts'

/** The ports of different parts, with a part that opens each. */
const PORTS = {
  CHAT_PORT: '--no-page',
  CHAT_OPERATION_PORT: '--no-page',
  CHAT_ZMQ_PORT: 'storage',
  CHAT_ZMQ_PUSH_PORT: 'broadcaster',
  CACHE_VIEW_PORT: 'presence',
  CHAT_WORKERS_PORT: 'router',
  SITE_PORT: 'page',
}

test('a port in use ends the start with a line that names port and setting', async () => {
  for (const [variable, part] of Object.entries(PORTS)) {
    await using chat = await WholeChat.prepared()
    const port = chat.port(variable)
    const other = createServer().listen(Number(port), '127.0.0.1')
    await once(other, 'listening')
    await assert.rejects(chat.start([part]), (error) => {
      assert.match(String(error), new RegExp(`port ${port} is in use: end the other program, or set ${variable}`))
      return true
    })
    other.close()
  }
})

test('a database that is damaged ends the start with its reason', async () => {
  await using chat = await WholeChat.prepared()
  await mkdir(chat.folder, { recursive: true })
  await writeFile(join(chat.folder, 'chat.sqlite'), 'this is no database, and never was one. '.repeat(1_000))
  await assert.rejects(chat.start(), /chat\.sqlite/)
})

test('a setting that cannot be used, and a part that does not exist, are named', async () => {
  await using chat = await WholeChat.prepared({ CHAT_PORT: 'many' })
  await assert.rejects(chat.start(), /CHAT_PORT must be a whole number/)
  await using other = await WholeChat.prepared()
  await assert.rejects(other.start(['cook']), /there is no part "cook"/)
})

test('a stop under load loses nothing, and leaves no gap; the next start goes on', { timeout: 120_000 }, async () => {
  await using chat = await WholeChat.start()
  const token = await chat.user('ada', 'tea')
  const ada = chat.client('ada', token)
  const acknowledged: string[] = []
  let isRunning = true
  const posting = (async () => {
    for (let count = 0; isRunning; count++) {
      const args = ['tea', `${count}`, 'hi']
      const posted = await ada.call('workshop.chat.post', args, { timeoutMs: 2_000 }).catch(() => undefined)
      if (posted !== undefined) acknowledged.push(`${count}`)
    }
  })()
  await until(() => acknowledged.length > 20)
  const code = await chat.stop()
  assert.equal(code, 0, chat.log)
  assert.doesNotMatch(chat.log, /SIGKILL/)
  await chat.start()
  isRunning = false
  await posting
  assert.equal((await ada.call<{ stored: boolean }>('workshop.chat.post', ['tea', 'last', 'hi'])).value.stored, true)

  const rows = await chat.history('tea', token)
  const ids = rows.map(({ id }) => id)
  assert.deepEqual(
    acknowledged.filter((id) => !ids.includes(id)),
    [],
  )
  assert.equal(new Set(ids).size, ids.length)
  assert.deepEqual(
    rows.filter(({ kind }) => kind === 'gap'),
    [],
  )
})

test('while another program locks the database messages wait, and then are stored', { timeout: 120_000 }, async () => {
  await using chat = await WholeChat.start()
  const token = await chat.user('ada', 'tea')
  const ada = chat.client('ada', token)
  const post = async (id: string) =>
    (await ada.call<{ stored: boolean }>('workshop.chat.post', ['tea', id, 'hi'], { timeoutMs: 5_000 })).value.stored
  assert.equal(await post('before'), true)
  const other = new DatabaseSync(join(chat.folder, 'chat.sqlite'))
  other.exec('BEGIN IMMEDIATE')
  assert.equal(await post('meanwhile'), false)
  await until(async () => !(await chat.parts())['storage']?.ready)
  other.exec('COMMIT')
  other.close()
  await until(async () => (await chat.metric('waiting')) === 0)
  assert.equal(await post('after'), true)

  assert.deepEqual(
    (await chat.history('tea', token)).map(({ id }) => id),
    ['before', 'meanwhile', 'after'],
  )
})

test('health and metrics answer to this machine’s names only', async () => {
  await using chat = await WholeChat.start()
  const port = Number(chat.port('CHAT_OPERATION_PORT'))
  const { request } = await import('node:http')
  const status = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request({ port, host: '127.0.0.1', path: '/metrics', headers: { host } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
  assert.equal(await status('localhost'), 200)
  assert.equal(await status('evil.example'), 403)
})
