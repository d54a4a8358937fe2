/** Foreign clients as users of the finished chat: whoever logs in by WAMP-CRA with a name and a token takes part. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import autobahn from 'autobahn'
import { until } from '../chat/chat-router.ts'
import { WholeChat } from '../chat/whole-chat.ts'

const PYTHON = '/usr/bin/python3'
const SCRIPT = fileURLToPath(new URL('autobahn_chat.py', import.meta.url))
const isThere = spawnSync(PYTHON, ['-c', 'import autobahn']).status === 0
const skip = isThere || process.env['CI'] === 'true' ? false : 'python3-autobahn is not installed'

interface Session {
  subscribe(topic: string, handler: (args: unknown[], kwargs: { author?: string }) => void): Promise<unknown>
  call(procedure: string, args?: unknown[]): Promise<unknown>
}

test('Autobahn-JS and Autobahn-Python talk in a thread of the chat, and each is here', { skip }, async () => {
  await using chat = await WholeChat.start()
  const [js, python] = [await chat.user('Jo', 'Babel'), await chat.user('Zoë', 'Babel')]
  const url = `ws://127.0.0.1:${chat.port('CHAT_PORT')}/ws`
  const session = Promise.withResolvers<Session>()
  const connection = new autobahn.Connection({
    ...{ url, realm: 'ws-workshop', authmethods: ['wampcra'], authid: 'Jo', max_retries: 0 },
    onchallenge: (_session: unknown, _method: string, { challenge }: { challenge: string }) =>
      autobahn.auth_cra.sign(js, challenge),
  })
  connection.onopen = session.resolve
  connection.onclose = (reason: string) => session.reject(new Error(reason))
  connection.open()
  const { subscribe, call } = bound(await session.promise)
  const heard: unknown[] = []
  await subscribe('workshop.chat.babel', ([text], { author }) => heard.push([text, author]))

  const child = spawn(PYTHON, [SCRIPT, url, 'Zoë', python, 'babel', 'from Python ☕'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const told: unknown[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('["')) told.push(JSON.parse(line)) // Autobahn writes a log between
  })
  await until(() => heard.length === 1)
  const posted = (await call('workshop.chat.post', ['babel', 'from-js', 'from JavaScript ☕'])) as { stored: boolean }
  const [code] = (await once(child, 'close')) as [number]
  await until(() => heard.length === 2)
  connection.close()

  assert.deepEqual([code, posted.stored], [0, true])
  const messages = [
    ['from Python ☕', 'Zoë'],
    ['from JavaScript ☕', 'Jo'],
  ]
  assert.deepEqual(heard, messages)
  const of = (kind: string) => (told as [string, unknown][]).filter(([told]) => told === kind).map(([, value]) => value)
  assert.deepEqual(of('here'), [['Jo', 'Zoë']])
  assert.deepEqual(of('stored'), [true])
  assert.deepEqual(of('heard'), messages)
  const rows = await chat.history('babel', js)
  assert.deepEqual(
    rows.map(({ text, author }) => [text, author]),
    messages,
  )
})

const bound = (session: Session): Session => ({
  subscribe: (topic, handler) => session.subscribe(topic, handler),
  call: (procedure, args) => session.call(procedure, args),
})
