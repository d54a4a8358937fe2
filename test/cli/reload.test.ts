/** A router that is a process of its own, and whose config changes. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { commandLine } from '../support/command-line.ts'
import { freePorts } from '../support/free-ports.ts'
import { configFor } from '../support/router.ts'

const { run, node } = commandLine()
const APPLIED = 'its changes are in force'

test('saving the config, and SIGHUP, change a running router; a broken one is named and changes nothing', async () => {
  const config = configFor({ paths: { about: { type: 'json', value: 1 } } })
  const cbdir = node('reload', config)
  const router = run('start', '--cbdir', cbdir)
  await router.says('the router is up')
  router.kill('SIGHUP')
  await router.says(APPLIED)
  writeFileSync(join(cbdir, 'config.json'), '{ "version": 2')
  await router.says('cannot be used: nothing was changed')
  writeFileSync(join(cbdir, 'config.json'), JSON.stringify(configFor()))
  while (router.output().split(APPLIED).length < 3) await new Promise((resolve) => setTimeout(resolve, 20))
  router.kill('SIGTERM')
  assert.equal(await router.exited, 0)
})

test('a request that never ends does not outlive the router, also where its listener was replaced or removed', async () => {
  const [port = 0, other = 0] = await freePorts(2)
  const at = (backlog: number, more: number): unknown => {
    const config = configFor({ endpoint: { port, backlog } }) as { workers: [{ transports: object[] }] }
    const [{ transports }] = config.workers
    for (const extra of [other].slice(0, more))
      transports.push({ ...transports[0], endpoint: { type: 'tcp', port: extra, interface: '127.0.0.1' } })
    return config
  }
  const cbdir = node('endless', at(10, 1))
  const router = run('start', '--cbdir', cbdir)
  await router.says('the router is up')
  const endless = [port, other].map((one) => connect(one, '127.0.0.1').on('error', () => {}))
  await Promise.all(endless.map((socket) => once(socket, 'connect')))
  for (const socket of endless) socket.write('GET / HTTP/1.1\r\n')
  writeFileSync(join(cbdir, 'config.json'), JSON.stringify(at(20, 0)))
  await router.says(APPLIED)
  router.kill('SIGTERM')
  assert.equal(await router.exited, 0)
  for (const socket of endless) socket.destroy()
})
