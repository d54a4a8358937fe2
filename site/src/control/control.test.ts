import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { LogHistory } from '../log/history.ts'
import type { Program } from '../programs/program.ts'
import { ask, askStatus } from './client.ts'
import { ControlServer } from './server.ts'
import { controlSocketPath } from './socket-path.ts'

async function controlled(context: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-control-'))
  const path = join(folder, 'control.sock')
  const history = new LogHistory()
  const say = (text: string, guest = false) =>
    history.write({ at: 0, source: 'router 1', level: 'info', text, ...(guest && { guest }) })
  const router = { name: 'router 1', start: () => say('starting'), restart: async () => say('restarting') } as Program
  const server = new ControlServer({
    url: 'http://localhost:1/',
    routers: new Map([[1, router]]),
    clients: new Map(),
    log: history,
  })
  await server.listen(path)
  context.after(async () => {
    await server.close()
    await rm(folder, { recursive: true })
  })
  return { path, say, server }
}

test('a running workshop reports its address', async (context) => {
  const { path } = await controlled(context)

  assert.deepEqual(await askStatus(path), {
    kind: 'status',
    pid: process.pid,
    url: 'http://localhost:1/',
    lessons: [1],
  })
})

test('without a running workshop there is no answer', async () => {
  assert.equal(await askStatus('/nonexistent/control.sock'), undefined)
})

test('a restart is followed by the router’s lines until the workshop ends', async (context) => {
  const { path, say, server } = await controlled(context)
  const replies = await ask(path, { do: 'restart', of: 'router', lesson: 1, guestsOnly: false })
  const heard: string[] = []
  for await (const reply of replies ?? []) {
    heard.push(reply.kind === 'line' ? reply.line.text : reply.kind)
    if (heard.length === 1) {
      say('hello')
      await server.close()
    }
  }

  assert.deepEqual(heard, ['restarting', 'hello'])
})

test('a new follower gets the last lines first', async (context) => {
  const { path, say } = await controlled(context)
  for (let line = 1; line <= 30; line++) say(`line ${line}`)
  const heard: string[] = []
  for await (const reply of (await ask(path, { do: 'follow', of: 'router', lesson: 1, guestsOnly: false })) ?? []) {
    heard.push(reply.kind === 'line' ? reply.line.text : reply.kind)
    if (heard.length === 21) break
  }

  assert.deepEqual([heard[0], heard[19], heard[20]], ['line 11', 'line 30', 'starting'])
})

test('with skip only the workers are heard', async (context) => {
  const { path, say } = await controlled(context)
  const replies = await ask(path, { do: 'follow', of: 'router', lesson: 1, guestsOnly: true })
  const first = replies?.[Symbol.asyncIterator]().next()
  await new Promise((resolve) => setTimeout(resolve, 50))
  say('router')
  say('worker', true)

  const reply = (await first)?.value
  assert.equal(reply?.kind === 'line' && reply.line.text, 'worker')
})

test('an unknown lesson and an unknown command are refused in words', async (context) => {
  const { path } = await controlled(context)
  for await (const reply of (await ask(path, { do: 'follow', of: 'router', lesson: 7, guestsOnly: false })) ?? []) {
    assert.match(reply.kind === 'refused' ? reply.why : '', /no router for lesson 7; it has those of 1/)
  }
  const socket = connect(path)
  socket.write(`${'x'.repeat(5_000)}\n`)
  const [data] = await once(socket, 'data')
  assert.match(String(data), /unknown command/)
  socket.destroy()
})

test('only this user can enter the folder of the socket, and each folder of lessons has its own', async () => {
  const path = controlSocketPath('/a')
  const { mode } = await stat(dirname(path))

  assert.equal(mode & 0o777, 0o700)
  assert.notEqual(path, controlSocketPath('/b'))
  assert.ok(path.length < 104)
})

test('a lesson’s program is halted, and one that does not exist is named', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-control-'))
  const path = join(folder, 'control.sock')
  let isHalted = false
  const storage = { name: 'client 6', halt: async () => void (isHalted = true) } as Program
  const server = new ControlServer({
    url: 'http://localhost:1/',
    routers: new Map(),
    clients: new Map([[6, storage]]),
    log: new LogHistory(),
  })
  await server.listen(path)
  context.after(async () => {
    await server.close()
    await rm(folder, { recursive: true })
  })
  const heard = async (lesson: number) => {
    for await (const reply of (await ask(path, { do: 'halt', lesson })) ?? []) return reply
    return undefined
  }

  assert.deepEqual(await heard(6), { kind: 'halted' })
  assert.ok(isHalted)
  assert.match(JSON.stringify(await heard(1)), /no client for lesson 1; it has those of 6/)
})
