/** A router that may open few files, and clients that want more. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { commandLine, main } from '../support/command-line.ts'
import { freePorts } from '../support/free-ports.ts'
import { configFor } from '../support/router.ts'

const { node } = commandLine()
const skip = process.platform === 'linux' ? false : 'the limit is read from /proc'
const paths = { healthz: { type: 'health' }, readyz: { type: 'health', check: 'ready' }, metrics: { type: 'metrics' } }

test(
  'out of file descriptors a router says so, refuses WebSockets, and still answers health checks',
  { skip },
  async () => {
    const [port = 0] = await freePorts(1)
    // Connections that say nothing must stay, however long it takes to open all of them.
    const options = { limits: { handshake_timeout: 600_000 } }
    const endpoint = { port, limits: { request_timeout: 600_000 } }
    const cbdir = node('few', configFor({ paths, endpoint, options }))
    const child = spawn('/bin/sh', [
      '-c',
      `ulimit -n 128; exec "$0" "$@"`,
      process.execPath,
      main,
      'start',
      '--cbdir',
      cbdir,
    ])
    after(() => child.kill('SIGKILL'))
    let output = ''
    child.stdout.on('data', (chunk) => (output += String(chunk)))
    const says = async (text: string): Promise<void> => {
      while (!output.includes(text)) {
        assert.equal(child.exitCode, null, output)
        await pause(10)
      }
    }
    const asked = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}/${path}`, { signal: AbortSignal.timeout(60_000) })
      return { status: response.status, text: await response.text() }
    }
    await says('the router is up')
    assert.match(output, /may have 128 files and sockets open, which is few/)

    const statuses: number[] = []
    const open: WebSocket[] = []
    for (let count = 0; count < 150; count++) {
      const ws = new WebSocket(`ws://127.0.0.1:${port}/ws`, ['wamp.2.json'], { handshakeTimeout: 60_000 })
      open.push(ws)
      const status = await new Promise<number>((resolve) => {
        ws.on('open', () => resolve(101)).on('error', () => resolve(0))
        ws.on('unexpected-response', (_request, { statusCode = 0 }) => resolve(statusCode))
      })
      statuses.push(status)
    }
    assert.equal(statuses[40], 101)
    assert.equal(statuses[149], 503)
    await says('out of file descriptors')

    const silent = Array.from({ length: 100 }, () => connect(port, '127.0.0.1').on('error', () => {}))
    await Promise.all(silent.map((socket) => once(socket, 'connect')))
    assert.deepEqual(await asked('healthz'), { status: 200, text: 'alive\n' })
    assert.deepEqual(await asked('readyz'), { status: 503, text: 'out of file descriptors\n' })
    assert.match((await asked('metrics')).text, /^wampeter_events_total\{event="descriptors_short"\} \d+$/m)

    for (const socket of silent) socket.destroy()
    for (const ws of open) ws.terminate()
    while ((await asked('readyz')).status !== 200) await pause(20)
    // The router looks at its descriptors when a connection comes, and fetch may keep the one that it has.
    while (!output.includes('file descriptors are free again')) {
      const socket = connect(port, '127.0.0.1').on('error', () => {})
      await once(socket, 'connect')
      socket.destroy()
      await pause(20)
    }
    child.kill('SIGTERM')
    assert.equal((await once(child, 'exit'))[0], 0)
  },
)
