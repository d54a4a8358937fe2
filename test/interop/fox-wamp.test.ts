/**
 * Our client at another router, fox-wamp. It is installed here and not with the project, because one of its
 * dependencies downloads a database during the installation; the tested router does not need it.
 */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { connect } from '@wampeter/client'
import type { Client, Status } from '@wampeter/client'
import { freePorts } from '../support/free-ports.ts'

const run = promisify(execFile)

let folder = ''
let port = 0
let router: ChildProcess | undefined

async function start(): Promise<void> {
  const script = join(folder, 'node_modules/fox-wamp/bin/basic.js')
  const child = spawn(process.execPath, [script, '-p', String(port)], { stdio: ['ignore', 'pipe', 'ignore'] })
  router = child
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('Listening port') && resolve())
    child.on('exit', () => reject(new Error('fox-wamp ended before it listened')))
  })
}

async function kill(): Promise<void> {
  const child = router
  if (child === undefined) return
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

before(
  async () => {
    folder = await mkdtemp(join(tmpdir(), 'wampeter-fox-'))
    await writeFile(join(folder, 'package.json'), '{ "private": true }')
    const quietly = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
    await run('npm', ['install', '--ignore-scripts', ...quietly, 'fox-wamp@0.7.28'], { cwd: folder })
    ;[port = 0] = await freePorts(1)
    await start()
  },
  { timeout: 120_000 },
)

after(async () => {
  await kill()
  await rm(folder, { recursive: true, force: true })
})

const join1 = (): Client => connect(`ws://127.0.0.1:${port}/`, { realm: 'realm1', reconnect: { firstMs: 200 } })

test('the client calls a procedure of the router itself', { timeout: 120_000 }, async () => {
  await using client = join1()
  const { value } = await client.call<{ key1: string }>('test.foo', [1], { kwargs: { a: 2 } })
  assert.equal(value.key1, 'bar1')
})

test('clients publish, subscribe, register and call', { timeout: 120_000 }, async () => {
  await using one = join1()
  await using two = join1()
  const heard = Promise.withResolvers<readonly unknown[]>()
  const subscription = await one.subscribe('com.example.chat', (args) => heard.resolve(args))
  await two.publish('com.example.chat', ['hi', 2], { acknowledge: true })
  assert.deepEqual(await heard.promise, ['hi', 2])
  await subscription.unsubscribe()

  const registration = await one.register('com.example.add', ([a, b]: [number, number]) => a + b)
  assert.equal((await two.call<number>('com.example.add', [2, 3])).value, 5)
  await registration.unregister()
  await assert.rejects(two.call('com.example.add', [2, 3]), (error: { uri: string }) => error.uri.startsWith('wamp.'))
})

test('a result comes in parts', { timeout: 120_000 }, async () => {
  await using one = join1()
  await using two = join1()
  await one.register('com.example.count', async function* () {
    yield 1
    yield 2
    return 'end'
  })
  const stream = two.stream<number | string>('com.example.count')
  const parts: unknown[] = []
  for await (const { value } of stream) parts.push(value)
  assert.deepEqual([...parts, (await stream.result).value], [1, 2, 'end'])
})

test('after the router was killed and started again, everything is there again', { timeout: 120_000 }, async () => {
  await using client = join1()
  const heard = Promise.withResolvers<unknown>()
  await client.subscribe('com.example.chat', ([text]) => heard.resolve(text))
  const restored = new Promise<Status>((resolve) =>
    client.onStatus((status) => status.state === 'restored' && resolve(status)),
  )
  await kill()
  await start()
  const status = await restored
  assert.deepEqual(status.state === 'restored' && status.lost, [])
  await using other = join1()
  await other.publish('com.example.chat', ['again'], { acknowledge: true })
  assert.equal(await heard.promise, 'again')
})
