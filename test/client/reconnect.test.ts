/** Routers that are killed and connections that are cut, over real sockets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, ERROR } from '@wampeter/client'
import type { Client, Status } from '@wampeter/client'
import { freePorts } from '../support/free-ports.ts'
import { RouterProcess } from '../support/router-process.ts'
import { startRouter } from '../support/router.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'

const becomes = (client: Client, state: Status['state']): Promise<Status> =>
  new Promise((resolve) => {
    const stop = client.onStatus((status) => {
      if (status.state !== state) return
      stop()
      resolve(status)
    })
  })

test('after kill -9 of the router and a restart, everything is there again', { timeout: 120_000 }, async () => {
  const [port = 0] = await freePorts(1)
  const url = `ws://127.0.0.1:${port}/ws`
  await using router = await RouterProcess.start(port)
  const states: string[] = []
  await using one = connect(url, { realm: 'realm1', onStatus: ({ state }) => states.push(state) })
  await using two = connect(url, { realm: 'realm1' })
  const heard = Promise.withResolvers<unknown>()
  await one.subscribe('chat', ([text]) => heard.resolve(text))
  await one.register('echo', ([text]) => text)
  await one.register('hang', () => new Promise(() => {}))
  await two.opened()
  const lost = assert.rejects(two.call('hang'), { uri: ERROR.connectionLost })
  const away = Promise.all([becomes(one, 'reconnecting'), becomes(two, 'reconnecting')])
  await router.kill()
  await Promise.all([away, lost])

  const restored = becomes(one, 'restored')
  // caught from the beginning: it may be refused while the other client is still reconnecting
  const waiting = two.call('echo', ['asked while the router was away']).catch((error: { uri: string }) => error.uri)
  await router.startAgain()
  const status = await restored
  assert.deepEqual(status.state === 'restored' && status.lost, [])
  if ((await waiting) === 'wamp.error.no_such_procedure') {
    // The caller was back before the callee.
    assert.equal((await two.call('echo', ['again'])).value, 'again')
  }
  await two.publish('chat', ['hi'], { acknowledge: true })
  assert.equal(await heard.promise, 'hi')
  assert.deepEqual(states.slice(0, 2), ['connecting', 'connected'])
  assert.deepEqual(states.slice(-2), ['connected', 'restored'])
})

test('a connection that is cut comes back at the same router', { timeout: 120_000 }, async () => {
  await using running = await startRouter()
  await using proxy = await startTcpProxy(running.port)
  await using client = connect(`ws://127.0.0.1:${proxy.port}/ws`, { realm: 'realm1', reconnect: { firstMs: 50 } })
  const registration = await client.register('echo', ([text]) => text)
  const { id } = registration
  const restored = becomes(client, 'restored')
  proxy.cut()
  await restored
  assert.notEqual(client.session, undefined)
  await using other = connect(running.url, { realm: 'realm1' })
  for (let tries = 0; registration.id === 0 && tries < 1_000; tries++) await new Promise((done) => setTimeout(done, 50))
  assert.equal((await other.call('echo', ['hi'])).value, 'hi')
  assert.ok(registration.id !== 0 && id !== 0)
})

test('a connection that just stops is noticed', { timeout: 120_000 }, async () => {
  await using running = await startRouter()
  await using proxy = await startTcpProxy(running.port)
  const liveness = { silenceMs: 200, answerMs: 200 }
  const url = `ws://127.0.0.1:${proxy.port}/ws`
  await using client = connect(url, { realm: 'realm1', liveness, reconnect: { firstMs: 50 } })
  const subscription = await client.subscribe('chat', () => {})
  const restored = becomes(client, 'restored')
  proxy.freeze()
  const status = await restored
  assert.deepEqual(status.state === 'restored' && status.lost, [])
  assert.equal(proxy.opened, 2)
  assert.notEqual(subscription.id, 0)
})

test('when a router is stopped it says goodbye, and the client uses its second URL', { timeout: 120_000 }, async () => {
  await using one = await startRouter()
  await using two = await startRouter()
  await using client = connect([one.url, two.url], { realm: 'realm1', reconnect: { firstMs: 50 } })
  await client.opened()
  const left = becomes(client, 'reconnecting')
  const restored = becomes(client, 'restored')
  await one.router.stop()
  const status = await left
  assert.equal(status.state === 'reconnecting' && status.reason, 'wamp.close.system_shutdown')
  await restored
  await using other = connect(two.url, { realm: 'realm1' })
  await client.register('here', () => 2)
  assert.equal((await other.call('here')).value, 2)
})
