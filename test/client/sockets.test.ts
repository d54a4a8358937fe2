/** The client and our router over real sockets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anonymous, connect, ticket, wampcra } from '@wampeter/client'
import type { ConnectOptions } from '@wampeter/client'
import { startRouter } from '../support/router.ts'

const options = (more: Partial<ConnectOptions> = {}): ConnectOptions => ({ realm: 'realm1', ...more })

test('clients publish, subscribe, register and call', async () => {
  await using running = await startRouter()
  await using one = connect(running.url, options())
  await using two = connect(running.url, options())
  const heard = Promise.withResolvers<unknown[]>()
  const subscription = await one.subscribe('chat', (args, kwargs) => heard.resolve([...args, kwargs['from']]))
  assert.ok((await two.publish('chat', ['hi'], { kwargs: { from: 'two' }, acknowledge: true })) !== undefined)
  assert.deepEqual(await heard.promise, ['hi', 'two'])
  await subscription.unsubscribe()

  const registration = await one.register('add', ([a, b]: readonly [number, number]) => a + b)
  assert.equal((await two.call<number>('add', [2, 3])).value, 5)
  await assert.rejects(
    two.register('add', () => 0),
    { uri: 'wamp.error.procedure_already_exists' },
  )
  await registration.unregister()
  await assert.rejects(two.call('add', [2, 3]), { uri: 'wamp.error.no_such_procedure' })
})

test('clients log in by ticket, WAMP-CRA and salted WAMP-CRA, and by a method that both ends have', async () => {
  await using running = await startRouter()
  for (const [auth, authid, authmethod] of [
    [ticket('barry', 'notsosecret'), 'barry', 'ticket'],
    [wampcra('steve', 'slightlymoresecret'), 'steve', 'wampcra'],
    [wampcra('salted', 'secret1'), 'salted', 'wampcra'],
    [[{ method: 'x_unknown' }, ticket('barry', 'notsosecret'), anonymous()], 'barry', 'ticket'],
  ] as const) {
    await using client = connect(running.url, options({ auth }))
    const session = await client.opened()
    assert.deepEqual([session.authid, session.authmethod, session.realm], [authid, authmethod, 'realm1'])
  }
})

test('a client that is refused says why, and that another attempt is useless', async () => {
  await using running = await startRouter()
  for (const [more, reason] of [
    [{ auth: ticket('barry', 'wrong') }, 'wamp.error.authentication_denied'],
    [{ auth: wampcra('nobody', 'wrong') }, 'wamp.error.authentication_denied'],
    [{ realm: 'nowhere' }, 'wamp.error.no_such_realm'],
    [{ auth: { method: 'x_unknown' } }, 'wamp.error.no_matching_auth_method'],
  ] as const) {
    await using client = connect(running.url, options(more))
    await assert.rejects(client.opened(), { uri: reason })
    assert.equal(client.status.state === 'refused' && !client.status.canRetry, true)
  }
})
