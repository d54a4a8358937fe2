/** POST /broadcast: to whom it sends, and what a failure is answered. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { Pull } from 'zeromq'
import { freePorts } from '../support/free-ports.ts'
import { newFolder, startTestApp } from './app.ts'

const broadcast = { password: 'abc123', message: 'Test broadcast' }

async function puller(t: TestContext, port: number): Promise<Pull> {
  const socket = new Pull({ receiveTimeout: 10_000 })
  await socket.bind(`tcp://127.0.0.1:${port}`)
  t.after(() => socket.close())
  return socket
}

const received = async (socket: Pull): Promise<string> => String((await socket.receive())[0])

test('fields and password are checked before anything is sent', async (t) => {
  const app = await startTestApp(t)
  const missing = await app.post('public6', '/broadcast', {})
  assert.deepEqual([missing.status, Object.keys(missing.body as object)], [400, ['password', 'message']])
  assert.equal((await app.post('public6', '/broadcast', { ...broadcast, password: 'wrong' })).status, 403)
})

test('the administrator’s password comes from ADMIN_PASSWORD', async (t) => {
  const [port = 0] = await freePorts(1)
  const app = await startTestApp(t, { ADMIN_PASSWORD: 'another', ZMQ_PUSH_PORT: String(port) })
  assert.equal((await app.post('public6', '/broadcast', broadcast)).status, 403)
  assert.equal((await app.post('public6', '/broadcast', { ...broadcast, password: 'another' })).status, 204)
})

test('alone, the service pushes the bare text to ZMQ_PUSH_PORT, also before a broadcaster is there', async (t) => {
  const [port = 0] = await freePorts(1)
  const app = await startTestApp(t, { ZMQ_PUSH_PORT: String(port) })
  assert.equal((await app.post('public6', '/broadcast', broadcast)).status, 204)
  assert.equal((await app.post('public6', '/broadcast', { ...broadcast, message: 'second <b>🍵</b>' })).status, 204)

  const socket = await puller(t, port)
  assert.equal(await received(socket), 'Test broadcast')
  assert.equal(await received(socket), 'second <b>🍵</b>')
})

test('for the chat it pushes to CHAT_ZMQ_PUSH_PORT', async (t) => {
  const [port = 0] = await freePorts(1)
  const socket = await puller(t, port)
  const app = await startTestApp(t, { BROADCAST_TO: 'chat', CHAT_ZMQ_PUSH_PORT: String(port) })

  assert.equal((await app.post('public6', '/broadcast', broadcast)).status, 204)
  assert.equal(await received(socket), 'Test broadcast')
})

test('a chat without broadcaster is a 500 that names the address', async (t) => {
  const [port = 0] = await freePorts(1)
  const app = await startTestApp(t, { BROADCAST_TO: 'chat', CHAT_ZMQ_PUSH_PORT: String(port) })

  const { status, text } = await app.post('public6', '/broadcast', broadcast)
  assert.equal(status, 500)
  assert.match(text, new RegExp(`ZMQ Error \\(tcp://127\\.0\\.0\\.1:${port}\\)`))
})

const PROGRAM = `import { Push } from 'zeromq'
const [, , message = ''] = process.argv
const socket = new Push()
socket.connect(\`tcp://127.0.0.1:\${process.env.ZMQ_PUSH_PORT}\`)
await socket.send(JSON.stringify({ message, secrets: Object.keys(process.env).filter((name) => /PASSWORD|TOKEN|KEY/.test(name)) }))
`

async function withProgram(t: TestContext, source: string) {
  const [chatPort = 0, lessonPort = 0] = await freePorts(2)
  const program = join(newFolder(t), 'broadcast.ts')
  writeFileSync(program, source)
  const chat = await puller(t, chatPort)
  const app = await startTestApp(t, {
    BROADCAST_TO: 'chat',
    CHAT_ZMQ_PUSH_PORT: String(chatPort),
    ZMQ_PUSH_PORT: String(lessonPort),
    LESSON_BROADCASTER: program,
  })
  return { app, chat, lessonPort }
}

test('lesson 6’s own program sends the message too, in a process of its own that knows no secret', async (t) => {
  const zeromq = import.meta.resolve('zeromq')
  const { app, chat, lessonPort } = await withProgram(t, PROGRAM.replace("'zeromq'", `'${zeromq}'`))
  const lesson = await puller(t, lessonPort)

  assert.equal((await app.post('public6', '/broadcast', broadcast)).status, 204)
  assert.equal(await received(chat), 'Test broadcast')
  assert.deepEqual(JSON.parse(await received(lesson)), { message: 'Test broadcast', secrets: [] })
})

for (const [what, source, expected] of [
  [
    'throws',
    `const one = 1\n\nthrow new TypeError('no socket for ' + one)\n`,
    /broadcast\.ts line 3 failed: TypeError: no socket for 1/,
  ],
  [
    'cannot be parsed',
    `const one = 1\nconst two = = 2\n`,
    /broadcast\.ts line 2 failed: .*(SyntaxError|Expression|Unexpected)/,
  ],
  ['throws in a function', `function send() {\n  null.send()\n}\nsend()\n`, /broadcast\.ts line 2 failed: TypeError/],
  ['ends with a code', `process.exit(3)\n`, /broadcast\.ts failed: it ended with exit code 3/],
] as const)
  test(`a program of lesson 6 that ${what} is a 500 that names the line, after the chat was served`, async (t) => {
    const { app, chat } = await withProgram(t, source)

    const { status, text } = await app.post('public6', '/broadcast', broadcast)
    assert.equal(status, 500)
    assert.match(text, expected)
    assert.equal(await received(chat), 'Test broadcast')
  })
