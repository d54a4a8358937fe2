/** Foreign clients: wampy from npm. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Wampy } from 'wampy'
import { WebSocket } from 'ws'
import { startRouter } from '../support/router.ts'

const open = async (url: string, options: Record<string, unknown> = {}): Promise<Wampy> => {
  const wampy = new Wampy(url, { realm: 'realm1', ws: WebSocket, autoReconnect: false, ...options })
  await wampy.connect()
  return wampy
}

test('wampy publishes, subscribes, registers and calls', async () => {
  await using running = await startRouter()
  const [one, two] = [await open(running.url), await open(running.url)]
  const heard = Promise.withResolvers<unknown[]>()
  await one.subscribe('test', ({ argsList }) => heard.resolve(argsList))
  await two.publish('test', ['abc', 1])
  assert.deepEqual(await heard.promise, ['abc', 1])
  await one.register('add', ({ argsList: [a, b] }) => ({ argsList: [Number(a) + Number(b)] }))
  assert.deepEqual((await two.call('add', [1, 2])).argsList, [3])
  await assert.rejects(two.call('nobody.home'))
  await Promise.all([one.disconnect(), two.disconnect()])
})

test('wampy logs in by ticket', async () => {
  await using running = await startRouter()
  const barry = await open(running.url, { authid: 'barry', authmethods: ['ticket'], onChallenge: () => 'notsosecret' })
  await assert.rejects(barry.publish('test', [1], { exclude_me: false }))
  await barry.disconnect()
})
