/** The reference workshop's own final configs of lessons 3, 4 and 5, with our programs in place of its PHP. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connect, wampcra, WampError } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { AppProcess } from '../chat/app-process.ts'
import { commandLine } from '../support/command-line.ts'
import { freePorts } from '../support/free-ports.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { folder, run } = commandLine()
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules')) // where the programs find the client

/** The router of a lesson with the reference's config, on other ports. `program` has the place of its PHP. */
async function startLesson(context: TestContext, lesson: 3 | 4 | 5, program?: string) {
  const app = program?.startsWith('lessons/') ? await AppProcess.start() : undefined
  context.after(() => app?.[Symbol.asyncDispose]())
  const [port = 0, workers = 0] = await freePorts(2)
  const cbdir = join(folder, `lesson-${lesson}/.crossbar`)
  mkdirSync(cbdir, { recursive: true })
  const config = readFileSync(join(root, `test/interop/fixtures/reference-lesson-${lesson}.json`), 'utf8')
  writeFileSync(
    join(cbdir, 'config.json'),
    config.replaceAll(`800${lesson}`, String(port)).replaceAll('9001', String(workers)),
  )
  if (program !== undefined) {
    const text = readFileSync(join(root, program), 'utf8').replace(':8024/', `:${app?.internalPorts[0]}/`)
    writeFileSync(join(cbdir, '../authenticator.ts'), text)
  }
  const router = run('start', '--cbdir', cbdir)
  context.after(async () => {
    router.kill('SIGTERM')
    await router.exited
  })
  await router.says('the router is up')
  return { router, url: `ws://127.0.0.1:${port}/ws` }
}

/** A client that logs in by WAMP-CRA, until the test ends. */
function logIn(context: TestContext, at: { url: string; realm: string }, who: readonly [string, string]): Client {
  const client = connect(at.url, { realm: at.realm, auth: wampcra(...who) })
  context.after(() => client.close())
  return client
}

const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'allowed',
    (error: unknown) => (error instanceof WampError ? error.uri : error),
  )

test("in the reference's lesson 3 our bot gets Arnold’s message, answers and adds, and roles are separated", async (context) => {
  const { url } = await startLesson(context, 3)
  const realm = 'somewhere-else'
  const bot = spawn(process.execPath, [join(root, 'lessons/3-a-program-that-stays/finished/bot.ts'), url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  context.after(async () => {
    bot.kill()
    if (bot.exitCode === null && bot.signalCode === null) await once(bot, 'exit')
  })
  for await (const line of createInterface({ input: bot.stdout })) if (line.includes("I registered 'add'")) break
  const arnold = logIn(context, { url, realm }, ['arnold', 'whatdoessecretevenmean'])
  const heard = Promise.withResolvers<readonly unknown[]>()
  await arnold.subscribe('test', (args) => heard.resolve(args))

  await arnold.publish('test', ['hello'], { acknowledge: true })
  const { value } = await arnold.call('add', [1, 2])

  assert.deepEqual(await heard.promise, ['I am a robot'])
  assert.equal(value, 3)
  const barry = logIn(context, { url, realm }, ['barry', 'notsosecret'])
  const steve = logIn(context, { url, realm }, ['steve', 'slightlymoresecret'])
  assert.equal(await refusal(barry.publish('test', [], { acknowledge: true })), 'wamp.error.not_authorized')
  assert.equal((await barry.call('add', [2, 2])).value, 4)
  assert.equal(await refusal(steve.subscribe('test', () => {})), 'wamp.error.not_authorized')
  assert.equal(await refusal(steve.publish('test', [], { acknowledge: true })), 'allowed')
})

test("in the reference's lesson 4 our authenticator accepts Alice and Bob, and decides what Bob may do", async (context) => {
  const { router, url } = await startLesson(context, 4, 'lessons/4-dynamic-authentication/finished/authenticator.ts')
  await router.says("I registered 'workshop.permissions'")
  const at = { url, realm: 'ws-workshop' }
  const alice = logIn(context, at, ['alice', 'changeme'])
  const bob = logIn(context, at, ['bob', 'password123'])

  assert.equal((await alice.opened()).authrole, 'basic-user')
  assert.equal((await bob.opened()).authrole, 'permissions-user')
  const heard = Promise.withResolvers<unknown>()
  await alice.subscribe('workshop.chat', (_args, _kwargs, details) => heard.resolve(details.publisher_authid))
  assert.equal(await refusal(bob.publish('workshop.chat', ['hi'], { acknowledge: true })), 'allowed')
  assert.equal(await heard.promise, 'bob')
  assert.equal(await refusal(bob.subscribe('test', () => {})), 'wamp.error.not_authorized')
  assert.equal(await refusal(alice.subscribe('test', () => {})), 'wamp.error.not_authorized')
  for (const who of [
    ['bob', 'wrong'],
    ['eve', 'guessed'],
  ] as const) {
    assert.equal(await refusal(logIn(context, at, who).opened()), 'wamp.error.authentication_denied', who[0])
  }
})

test("in the reference's lesson 5 a worker gets the messages of users, and learns who joins and leaves", async (context) => {
  const program = 'test/interop/fixtures/lesson-5-authenticator.ts'
  const { router, url } = await startLesson(context, 5, program)
  await router.says('ready for lesson 5')
  const at = { url, realm: 'ws-workshop' }
  const ann = logIn(context, at, ['ann', 'ann-token'])
  const ben = logIn(context, at, ['ben', 'ben-token'])
  const topic = 'workshop.chat.some-thread'
  const present = async (): Promise<unknown> => (await ann.call('workshop.subscribers', ['some-thread'])).value

  const heard = Promise.withResolvers<readonly unknown[]>()
  await ann.subscribe(topic, ([text], _kwargs, details) => heard.resolve([details.publisher_authid, text]))
  await router.says(`listening to ${topic}`)
  await ben.subscribe(topic, () => {})
  await ben.publish(topic, ['Hello to you'], { acknowledge: true })

  assert.deepEqual(await heard.promise, ['ben', 'Hello to you'])
  await router.says("saved: ben said 'Hello to you' in some-thread")
  assert.equal(await present(), '["ann","ben"]')
  assert.equal(await refusal(ben.subscribe('workshop.chat.other-thread', () => {})), 'wamp.error.not_authorized')
  assert.equal(await refusal(ben.register('workshop.mine', () => {})), 'wamp.error.not_authorized')
  await ben.close()
  await router.says('present in some-thread: ann')
  assert.equal(await present(), '["ann"]')
  const stranger = logIn(context, at, ['nobody', ''])
  assert.equal((await stranger.opened()).authrole, 'blocked')
  assert.equal(await refusal(stranger.subscribe(topic, () => {})), 'wamp.error.not_authorized')
})
