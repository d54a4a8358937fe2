import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { checkConfig } from '../config/check.ts'
import { RouterNode } from './router-node.ts'

const listening = {
  version: 2,
  workers: [
    {
      type: 'router',
      realms: [{ name: 'realm1', roles: [{ name: 'anonymous' }] }],
      transports: [
        {
          type: 'web',
          endpoint: { type: 'tcp', port: 0, interface: '127.0.0.1' },
          paths: { ws: { type: 'websocket' } },
        },
      ],
    },
  ],
}

/** Runs a program in a process of its own, with `node` and `start` at hand. Returns its output and exit code. */
async function ran(program: string, config: object): Promise<[output: string, code: number | null]> {
  const from = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href)
  const source = `
    import { checkConfig } from ${from('../config/check.ts')}
    import { RouterNode } from ${from('./router-node.ts')}
    const node = new RouterNode(checkConfig(${JSON.stringify(config)}).config, {})
    ${program}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 30_000,
  })
  const output: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return [Buffer.concat(output).toString(), code]
}

test('a router that gets no input warms up', async () => {
  const program = `
    await node.start()
    console.log(await node.isWarm)
    await node.stop()`
  assert.deepEqual(await ran(program, listening), ['true\n', 0])
})

test('a process may end while its router warms up: stop ends the warm-up', async () => {
  const program = `
    await node.start()
    await node.stop()
    console.log(await node.isWarm)`
  assert.deepEqual(await ran(program, listening), ['false\n', 0])
})

test('a warm-up keeps no process alive when it is over', async () => {
  const withoutTransports = { ...listening, workers: [{ ...listening.workers[0], transports: [] }] }
  const program = `
    await node.start()
    console.log(await node.isWarm)`
  assert.deepEqual(await ran(program, withoutTransports), ['true\n', 0])
})

test('a node that was not started is not warm', async () => {
  const { config } = checkConfig(listening)
  assert.ok(config !== undefined)
  assert.equal(await new RouterNode(config, {}).isWarm, false)
})
