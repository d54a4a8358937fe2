/** The reference workshop's own final configs of lessons 5 and 6, with the programs of our finished lessons for its PHP. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connect, wampcra, WampError } from '@wampeter/client'
import type { Client } from '@wampeter/client'
import { AppProcess } from '../chat/app-process.ts'
import { until } from '../chat/chat-router.ts'
import { commandLine } from '../support/command-line.ts'
import { freePorts } from '../support/free-ports.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const { folder, runWith } = commandLine()
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules')) // where the programs find the client
cpSync(join(root, 'lessons/shared'), join(folder, 'shared'), { recursive: true })

interface Started {
  readonly app: AppProcess
  readonly router: ReturnType<typeof runWith>
  readonly programs: string
  readonly variables: Readonly<Record<string, string>>
  /** Makes a user who is in these threads, and logs in. */
  join(name: string, ...threads: readonly string[]): Promise<Client>
  /** What the app has recorded in a thread. */
  recorded(thread: string): Promise<readonly (readonly [author: string, text: string])[]>
}

/** The router with the reference's config, our finished programs, and the app; all on free ports. */
async function startLesson(context: TestContext, lesson: 5 | 6): Promise<Started> {
  const [port = 0, workers = 0, view = 0, pull = 0, broadcasts = 0] = await freePorts(5)
  const variables = { ZMQ_PORT: String(pull), ZMQ_PUSH_PORT: String(broadcasts) }
  const app = await AppProcess.start(variables)
  context.after(() => app[Symbol.asyncDispose]())
  const ports: Readonly<Record<string, number | undefined>> = {
    [`800${lesson}`]: port,
    9001: workers,
    [`500${lesson}`]: view,
    8024: app.internalPorts[0],
    8025: app.internalPorts[1],
  }
  const placed = (text: string): string => text.replaceAll(/\b\d{4}\b/g, (number) => String(ports[number] ?? number))
  const programs = join(folder, `lesson-${lesson}/router`)
  mkdirSync(join(programs, '.crossbar'), { recursive: true })
  const config = readFileSync(join(root, `test/interop/fixtures/reference-lesson-${lesson}.json`), 'utf8')
  writeFileSync(join(programs, '.crossbar/config.json'), placed(config))
  const finished = readdirSync(join(root, 'lessons')).find((name) => name.startsWith(`${lesson}-`)) ?? ''
  for (const name of readdirSync(join(root, 'lessons', finished, 'finished')).filter((file) => file.endsWith('.ts')))
    writeFileSync(join(programs, name), placed(readFileSync(join(root, 'lessons', finished, 'finished', name), 'utf8')))
  const router = runWith(variables, 'start', '--cbdir', join(programs, '.crossbar'))
  context.after(async () => {
    router.kill('SIGTERM')
    await router.exited
  })
  await router.says('I know who is here')
  const post = async (at: number | undefined, path: string, body: object): Promise<{ token: string }> => {
    const answer = await fetch(`http://127.0.0.1:${at}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return (await answer.json()) as { token: string }
  }
  const tokens: string[] = []
  return {
    app,
    router,
    programs,
    variables,
    async join(name, ...threads) {
      const { token } = await post(app.ports[0], '/user', { name })
      tokens.push(token)
      for (const title of threads) await post(app.ports[1], '/thread', { name, title })
      const client = connect(`ws://127.0.0.1:${port}/ws`, { realm: 'ws-workshop', auth: wampcra(name, token) })
      context.after(() => client.close())
      return client
    },
    async recorded(thread) {
      const answer = await fetch(`http://127.0.0.1:${app.ports[1]}/thread/${thread}/messages`, {
        headers: { authorization: `Bearer ${tokens[0]}` },
      })
      const { messages } = (await answer.json()) as { messages: { author: string; text: string }[] }
      return messages.map(({ author, text }) => [author, text])
    },
  }
}

const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'allowed',
    (error: unknown) => (error instanceof WampError ? error.uri : error),
  )

const topic = 'workshop.chat.some-thread'

test("in the reference's lesson 5 our programs ask the app, record every message, and know who is here", async (context) => {
  const lesson = await startLesson(context, 5)
  const ann = await lesson.join('ann', 'some thread', 'some')
  const ben = await lesson.join('ben', 'some thread')
  const present = async (): Promise<unknown> => (await ann.call('workshop.subscribers', ['some-thread'])).value

  await ben.publish(topic, ['said before anybody listens'], { acknowledge: true })
  await ann.subscribe(topic, () => {})
  await ben.subscribe(topic, () => {})
  await ben.publish(topic, ['Hello to you'], { acknowledge: true })

  await until(async () => (await lesson.recorded('some-thread')).length === 2)
  assert.deepEqual(await lesson.recorded('some-thread'), [
    ['ben', 'said before anybody listens'],
    ['ben', 'Hello to you'],
  ])
  assert.equal(await present(), '["ann","ben"]')
  assert.equal(await refusal(ben.subscribe('workshop.chat.other', () => {})), 'wamp.error.not_authorized')
  assert.equal(
    await refusal(ann.subscribe('workshop.chat.some', () => {}, { match: 'prefix' })),
    'wamp.error.not_authorized',
  )
  assert.equal(await refusal(ben.register('workshop.mine', () => {})), 'wamp.error.not_authorized')
  await ben.close()
  await until(async () => (await present()) === '["ann"]')
})

test("in the reference's lesson 6 our programs hand messages to the storage service, and broadcast", async (context) => {
  const lesson = await startLesson(context, 6)
  await lesson.router.says('I pull broadcasts')
  const ann = await lesson.join('ann', 'some thread')
  const heard = Promise.withResolvers<readonly unknown[]>()
  await ann.subscribe('workshop.broadcast', (args) => heard.resolve(args))

  await ann.publish(topic, ['while storage is away'], { acknowledge: true })
  const storage = spawn(process.execPath, [join(lesson.programs, 'storage.ts')], {
    env: { ...process.env, ...lesson.variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  context.after(async () => {
    storage.kill()
    if (storage.exitCode === null && storage.signalCode === null) await once(storage, 'exit')
  })
  for await (const line of createInterface({ input: storage.stdout })) if (line.includes('saved')) break
  const { status } = await fetch(`http://127.0.0.1:${lesson.app.ports[2]}/broadcast`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password: 'abc123', message: 'Test broadcast' }),
  })

  assert.deepEqual(await lesson.recorded('some-thread'), [['ann', 'while storage is away']])
  assert.equal(status, 204)
  assert.deepEqual(await heard.promise, ['Test broadcast'])
})
