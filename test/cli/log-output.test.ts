/** A router whose standard output is a full disk, a pipe without a reader, or a pipe that is not read. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import type { StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, createReadStream, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { commandLine, main } from '../support/command-line.ts'
import { freePorts } from '../support/free-ports.ts'
import { RawClient } from '../support/raw-client.ts'
import { configFor } from '../support/router.ts'

const { folder, node } = commandLine()
const skip = process.platform === 'linux' ? false : 'needs /dev/full and /proc'
const paths = { readyz: { type: 'health', check: 'ready' }, metrics: { type: 'metrics' } }
const children: ReturnType<typeof spawn>[] = []
after(() => children.forEach((child) => child.kill('SIGKILL')))

/** Starts a router with this as its standard output. Resolves when it is ready. */
async function start(stdio: StdioOptions, ...options: readonly string[]) {
  const [port = 0] = await freePorts(1)
  const cbdir = node(
    'output',
    configFor({ paths, endpoint: { port }, options: { limits: { messages_per_second: 0 } } }),
  )
  const child = spawn(process.execPath, [main, 'start', '--cbdir', cbdir, ...options], { stdio })
  children.push(child)
  const asked = async (path: string): Promise<string> => {
    try {
      return await (await fetch(`http://127.0.0.1:${port}/${path}`)).text()
    } catch {
      return ''
    }
  }
  while ((await asked('readyz')) !== 'ready\n') {
    assert.equal(child.exitCode, null)
    await pause(20)
  }
  return {
    ...{ child, asked, url: `ws://127.0.0.1:${port}/ws` },
    lost: async () => Number(/^wampeter_log_lines_lost_total (\d+)$/m.exec(await asked('metrics'))?.[1]),
    async ends(): Promise<number | null> {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      const [code] = await exited
      return code
    },
  }
}

/** Makes the router write a log line. */
async function joinAndLeave(url: string): Promise<void> {
  const client = await RawClient.join(url)
  client.end()
  await client.closed
}

test('on a full disk the router lives, counts the lines it lost, and ends at SIGTERM', { skip }, async () => {
  const full = openSync('/dev/full', 'w')
  const router = await start(['ignore', full, full])
  closeSync(full)
  await joinAndLeave(router.url)
  assert.ok((await router.lost()) >= 3)
  assert.equal(await router.asked('readyz'), 'ready\n')
  assert.equal(await router.ends(), 0)
})

test(
  'without a log reader the router lives, and logs the number of lost lines once a reader is back',
  { skip },
  async () => {
    const fifo = join(folder, 'fifo')
    execFileSync('mkfifo', [fifo])
    const reader = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK)
    const writer = openSync(fifo, constants.O_WRONLY)
    const router = await start(['ignore', writer, 'ignore'])
    closeSync(writer)
    closeSync(reader)
    for (let joined = 0; joined < 3; joined++) await joinAndLeave(router.url)
    const lost = await router.lost()
    assert.ok(lost >= 3)
    const again = createReadStream(fifo)
    let text = ''
    again.on('data', (chunk) => (text += String(chunk)))
    while (!text.includes('log lines were lost')) await pause(20)
    assert.match(text, /"level":40,[^\n]*"msg":"\d+ log lines were lost: the log could not be written: [^\n]*EPIPE/)
    await joinAndLeave(router.url)
    while (!text.includes('joined')) await pause(20)
    assert.equal(await router.ends(), 0)
  },
)

test('a stalled reader at debug takes bounded memory, and SIGTERM still ends the router', { skip }, async () => {
  const router = await start(['ignore', 'pipe', 'ignore'], '--loglevel', 'debug')
  const client = await RawClient.join(router.url)
  const resident = (): number =>
    Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${router.child.pid}/status`, 'utf8'))?.[1]) / 1024
  const before = resident()
  const event = '[16,1,{},"com.example.topic",["'.concat('x'.repeat(1_000), '"]]')
  for (let round = 0; round < 40; round++) {
    for (let sent = 0; sent < 500; sent++) client.sendRaw(event)
    client.sendRaw('[48,1,{},"wamp.session.count"]')
    await client.next('RESULT')
  }
  const grownMiB = resident() - before
  assert.ok((await router.lost()) > 10_000)
  assert.ok(grownMiB < 80, `${grownMiB} MiB`)
  assert.equal(await router.ends(), 0)
})
