/** How a router of `wampeter start` ends and drains, and how other processes find it. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandLine } from '../support/command-line.ts'
import type { Run } from '../support/command-line.ts'
import { HELLO, RawClient } from '../support/raw-client.ts'
import { configFor } from '../support/router.ts'

const { run, node } = commandLine()
const paths = { healthz: { type: 'health' }, readyz: { type: 'health', check: 'ready' } }

/** A router that is up, and where. */
async function up(...options: readonly string[]) {
  const cbdir = node('signals', configFor({ paths }))
  const router = run('start', '--cbdir', cbdir, ...options)
  await router.says('the router is up')
  const port = Number(/listens on \S+:(\d+)/.exec(router.output())?.[1])
  return {
    ...{ cbdir, router, url: `ws://127.0.0.1:${port}/ws` },
    asked: async (path: string): Promise<string> => (await fetch(`http://127.0.0.1:${port}/${path}`)).text(),
  }
}

async function refusalAt(url: string) {
  const client = await RawClient.connect(url)
  client.send(HELLO)
  const { reason, details } = await client.next('ABORT')
  return { reason, retryAfterMs: Number(details['retry_after_ms']) }
}

async function command(...args: readonly string[]): Promise<readonly [code: number | null, output: string]> {
  const started: Run = run(...args)
  return [await started.exited, started.output().trim()]
}

test('SIGUSR1 opens no debugger, and neither it nor SIGUSR2 ends the router, also while it starts', async () => {
  const early = run('start', '--cbdir', node('early', configFor({ paths })))
  await early.says('listens on')
  for (const signal of ['SIGUSR1', 'SIGUSR2', 'SIGUSR1', 'SIGUSR2'] as const) early.kill(signal)
  await early.says('SIGUSR1 does nothing here')
  early.kill('SIGTERM')
  assert.equal(await early.exited, 0)
  assert.doesNotMatch(early.output(), /Debugger listening/)
})

test('SIGUSR2 drains and keeps the router, and a second one makes it take sessions again', async () => {
  const { router, url, asked } = await up()
  const clients = [await RawClient.join(url), await RawClient.join(url)]
  router.kill('SIGUSR2')
  const waits = []
  for (const client of clients) {
    const { reason, details } = await client.next('GOODBYE')
    assert.equal(reason, 'wamp.close.system_shutdown')
    waits.push(details['retry_after_ms'])
  }
  assert.deepEqual(waits, [3_500, 1_000])
  await router.says('the router is drained')
  assert.deepEqual([await asked('readyz'), await asked('healthz')], ['draining\n', 'alive\n'])
  const { reason, retryAfterMs } = await refusalAt(url)
  assert.equal(reason, 'wamp.close.system_shutdown')
  assert.ok(retryAfterMs > 0)
  router.kill('SIGUSR2')
  await router.says('takes sessions again')
  assert.equal(await asked('readyz'), 'ready\n')
  await RawClient.join(url)
  router.kill('SIGTERM')
  assert.equal(await router.exited, 0)
})

test('SIGTERM drains over --drain-s and then ends the router', async () => {
  const { router, url, asked } = await up('--drain-s', '1')
  const clients = [await RawClient.join(url), await RawClient.join(url)]
  const order: number[] = []
  const told = clients.map(async (client, index) => {
    await client.next('GOODBYE')
    order.push(index)
  })
  router.kill('SIGTERM')
  await router.says('drains over 1 s')
  assert.equal(await asked('readyz'), 'draining\n')
  await Promise.all(told)
  assert.deepEqual(order, [1, 0])
  assert.equal(await router.exited, 0)
})

test('a second SIGTERM ends the router at once', async () => {
  const { router, url } = await up('--drain-s', '3600')
  await RawClient.join(url)
  await RawClient.join(url)
  router.kill('SIGTERM')
  await router.says('drains over 3600 s')
  router.kill('SIGTERM')
  assert.equal(await router.exited, 1)
})

test('SIGTERM ends a router that SIGUSR2 has drained', async () => {
  const { router } = await up('--drain-s', '1')
  router.kill('SIGUSR2')
  await router.says('the router is drained')
  router.kill('SIGTERM')
  assert.equal(await router.exited, 0)
})

test('status, drain, drain --cancel and stop work on a router by its node directory', async () => {
  const { cbdir, router } = await up()
  const at = ['--cbdir', cbdir]
  assert.deepEqual(await command('status', ...at), [0, 'Status is RUNNING'])
  assert.deepEqual(await command('status', ...at, '--assert', 'running'), [0, 'Status is RUNNING'])
  assert.deepEqual(await command('status', ...at, '--assert', 'stopped'), [69, 'Status is RUNNING'])
  assert.deepEqual(await command('drain', '--cancel', ...at), [0, 'The router is not being drained.'])
  assert.match((await command('drain', ...at)).join(), /^0,The router is being drained/)
  assert.match((await command('status', ...at)).join(), /^0,Status is RUNNING\nIt is being drained/)
  assert.deepEqual(await command('drain', '--cancel', ...at), [0, 'The router takes sessions again.'])
  assert.match((await command('drain', ...at)).join(), /^0,The router is being drained/)
  assert.deepEqual(await command('drain', ...at), [0, 'The router takes sessions again.'])
  assert.match((await command('stop', ...at)).join(), /^0,Stopping Wampeter .*\(PID \d+\) …\nIt has stopped\.$/)
  assert.equal(await router.exited, 0)
})

test('stop kills a router that has not ended after its drain time and 10 s', async () => {
  const { cbdir, router } = await up('--drain-s', '1')
  router.kill('SIGSTOP')
  const [code, output] = await command('stop', '--cbdir', cbdir)
  assert.equal(code, 0)
  assert.match(output, /It did not stop within 11 s and is killed\.$/)
  await router.exited
})

test('without a running router status says so, and stop and drain exit with 69', async () => {
  const cbdir = node('silent', configFor())
  const at = ['--cbdir', cbdir]
  const none = `No Wampeter is currently running from node directory ${cbdir}.`
  assert.deepEqual(await command('status', ...at), [0, 'Status is STOPPED'])
  assert.deepEqual(await command('status', ...at, '--assert', 'stopped'), [0, 'Status is STOPPED'])
  assert.deepEqual(await command('status', ...at, '--assert', 'running'), [69, 'Status is STOPPED'])
  assert.deepEqual(await command('stop', ...at), [69, none])
  assert.deepEqual(await command('drain', ...at), [69, none])
})

test('a drain time that is no number of seconds is refused', async () => {
  for (const time of ['-1', 'soon', '', '1e99'])
    assert.match((await command('start', `--drain-s=${time}`)).join(), /^1,.*a number of seconds/, time)
})

test('node.pid has what other commands need', async () => {
  const { cbdir, router } = await up('--drain-s', '7')
  const { pid, options } = JSON.parse(readFileSync(join(cbdir, 'node.pid'), 'utf8'))
  assert.deepEqual([pid, options], [router.pid, { drain_s: 7, draining: false }])
  router.kill('SIGTERM')
  await router.exited
})
