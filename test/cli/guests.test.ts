/** Guest workers of a router that is a process of its own. */
import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { commandLine } from '../support/command-line.ts'
import type { Run } from '../support/command-line.ts'
import { freePorts } from '../support/free-ports.ts'
import { configFor } from '../support/router.ts'

const { run, node } = commandLine()

/** Joins the realm, subscribes, and leaves at SIGTERM. */
const bot = `
const socket = new WebSocket('ws://127.0.0.1:' + process.argv[2] + '/ws', ['wamp.2.json'])
socket.onopen = () => socket.send('[1,"realm1",{"roles":{"subscriber":{}}}]')
socket.onmessage = ({ data }) => {
  console.log('heard ' + String(data).slice(0, 3))
  if (data.startsWith('[6,')) socket.close()
}
socket.onclose = () => process.exit(0)
process.on('SIGTERM', () => socket.send('[6,{},"wamp.close.close_realm"]'))
process.stdout.on('error', () => {})
`

interface Line {
  readonly msg: string
  readonly guest?: string
  readonly pid?: number
  readonly stream?: string
}

const linesOf = (router: Run): readonly Line[] =>
  router
    .output()
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line): Line => JSON.parse(line))

const place = (router: Run, text: string): number => linesOf(router).findIndex(({ msg }) => msg.includes(text))

const pidOf = (router: Run, guest: string): number =>
  linesOf(router).find((line) => line.guest === guest && line.msg.includes('was started'))?.pid ?? assert.fail()

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** A node whose guest `bot` is a script beside its config, started by the name `node`. */
async function nodeWithGuest(keys: object = {}): Promise<string> {
  const [port = 0] = await freePorts(1)
  const config = configFor({ endpoint: { port } })
  const guest = { type: 'guest', id: 'bot', executable: 'node', arguments: ['bot.cjs', String(port)], ...keys }
  const cbdir = node('guest', { ...config, workers: [guest, ...((config['workers'] as object[]) ?? [])] })
  writeFileSync(join(cbdir, 'bot.cjs'), bot)
  return cbdir
}

test('a guest is started when all transports listen, by the Node of the router, and ends before the router does', async () => {
  const router = run('start', '--cbdir', await nodeWithGuest())
  await router.says('heard [2,')
  router.kill('SIGTERM')
  assert.equal(await router.exited, 0)
  assert.ok(place(router, 'listens on') < place(router, 'guest "bot" was started: '))
  assert.equal(linesOf(router)[place(router, 'guest "bot" was started: ')]?.msg.split(': ')[1], process.execPath)
  assert.ok(place(router, 'the router stops') < place(router, 'heard [6,'))
  assert.ok(place(router, 'heard [6,') < place(router, 'guest "bot" was stopped: it ended with exit code 0'))
  assert.ok(place(router, 'guest "bot" was stopped') < place(router, 'the router has stopped'))
  const heard = linesOf(router).find(({ msg }) => msg.startsWith('heard'))
  assert.deepEqual([heard?.guest, heard?.stream], ['bot', 'stdout'])
})

test('a guest that outlives a killed router is ended by the next one before its transports listen', async () => {
  const cbdir = await nodeWithGuest({ options: { stdout: 'drop', stderr: 'drop', env: { vars: { A: 'b' } } } })
  writeFileSync(join(cbdir, 'bot.cjs'), 'setInterval(() => {}, 1000)')
  const killed = run('start', '--cbdir', cbdir)
  await killed.says('guest \\"bot\\" was started')
  const pid = pidOf(killed, 'bot')
  killed.kill('SIGKILL')
  await killed.exited
  assert.ok(isAlive(pid))

  const next = run('start', '--cbdir', cbdir)
  await next.says('guest \\"bot\\" was started')
  assert.ok(place(next, 'was left running') >= 0, next.output())
  assert.ok(place(next, 'was left running by a router that was killed') < place(next, 'listens on'))
  assert.equal(linesOf(next)[place(next, 'was left running')]?.pid, pid)
  assert.notEqual(pidOf(next, 'bot'), pid)
  next.kill('SIGTERM')
  await next.exited
  for (let looks = 0; isAlive(pid) && looks < 3_000; looks++) await pause(20) // reaped by the process that inherited it
  assert.equal(isAlive(pid), false)
  assert.equal(existsSync(join(cbdir, 'node.guests.json')), false)
})

test('a second signal ends the router at once, and every guest with it', async () => {
  const cbdir = await nodeWithGuest({ options: { stop_timeout: 3_600 } })
  writeFileSync(
    join(cbdir, 'bot.cjs'),
    'process.on("SIGTERM", () => console.log("not yet")); process.stdin.resume(); console.log("deaf as a post")',
  )
  const router = run('start', '--cbdir', cbdir)
  await router.says('deaf as a post')
  const pid = pidOf(router, 'bot')
  router.kill('SIGTERM')
  await router.says('not yet')
  router.kill('SIGTERM')
  assert.equal(await router.exited, 1)
  for (let looks = 0; isAlive(pid) && looks < 3_000; looks++) await pause(20) // reaped by the process that inherited it
  assert.equal(isAlive(pid), false)
})

test('a guest that cannot be executed is named with its program, and the router goes on', async () => {
  const router = run('start', '--cbdir', await nodeWithGuest({ executable: 'no-such-program' }))
  await router.says('the router is up')
  await router.says('guest \\"bot\\" cannot be executed: there is no executable file \\"no-such-program\\" in ')
  router.kill('SIGTERM')
  assert.equal(await router.exited, 0)
})

test('when a transport cannot be opened no guest is started', async () => {
  const cbdir = await nodeWithGuest()
  const first = run('start', '--cbdir', cbdir)
  await first.says('guest \\"bot\\" was started')
  const port = /listens on \S+:(\d+)/.exec(first.output())?.[1]
  const other = node('same-port', {
    ...configFor({ endpoint: { port: Number(port) } }),
    workers: [
      ...((configFor({ endpoint: { port: Number(port) } })['workers'] as object[]) ?? []),
      { type: 'guest', executable: 'node', arguments: ['-e', ''] },
    ],
  })
  const second = run('start', '--cbdir', other)
  assert.equal(await second.exited, 1)
  assert.equal(place(second, 'was started'), -1)
  first.kill('SIGTERM')
  await first.exited
})

test('a node with only a guest stays up, and a container is reported by name', async () => {
  const cbdir = node('guests-only', {
    version: 2,
    workers: [
      { type: 'guest', executable: 'node', arguments: ['-e', 'console.log("hello from a guest")'] },
      {
        type: 'container',
        components: [
          {
            type: 'class',
            classname: 'app.Bot',
            realm: 'realm1',
            transport: {
              type: 'websocket',
              url: 'ws://localhost',
              endpoint: { type: 'tcp', host: 'localhost', port: 1 },
            },
          },
        ],
      },
    ],
  })
  const router = run('start', '--cbdir', cbdir)
  await router.says('guest \\"worker001\\" ended with exit code 0; it is not started again')
  assert.ok(place(router, 'hello from a guest') >= 0)
  assert.match(router.output(), /the Python component \\"app\.Bot\\" is not run here/)
  assert.match(router.output(), /\\"type\\": \\"guest\\"/)
  router.kill('SIGTERM')
  assert.equal(await router.exited, 0)
})
