import assert from 'node:assert/strict'
import { test } from 'node:test'
import { opened } from './test-page.ts'

const GOODBYE = { kind: 'GOODBYE', details: {}, reason: 'wamp.close.goodbye_and_out' } as const

test('onclose is told the reason of the router, not the one that the page gave to leave', async () => {
  const { session, router, closed } = await opened()
  session.leave('app.bye', 'going')
  assert.equal(router.take('GOODBYE').reason, 'app.bye')
  await router.say(GOODBYE)
  const [[what, { reason, message, will_retry: willRetry }] = assert.fail()] = closed
  assert.deepEqual([what, reason, message, willRetry], ['closed', 'wamp.close.goodbye_and_out', '', false])
})

test('onclose is told the reason of the router after close', async () => {
  const { connection, router, closed } = await opened()
  connection.close('app.bye')
  await router.say(GOODBYE)
  assert.equal(closed[0]?.[1].reason, 'wamp.close.goodbye_and_out')
})

test('onclose is told the reason that the page gave where the router does not answer', async () => {
  const { session, router, closed } = await opened()
  session.leave('app.bye')
  await router.drop()
  assert.deepEqual([closed[0]?.[0], closed[0]?.[1].reason], ['closed', 'app.bye'])
})

test('onclose is told the reason and the message of a router that ends the session', async () => {
  const { router, closed } = await opened()
  await router.say({ kind: 'GOODBYE', details: { message: 'update' }, reason: 'wamp.close.system_shutdown' })
  assert.deepEqual([closed[0]?.[1].reason, closed[0]?.[1].message], ['wamp.close.system_shutdown', 'update'])
})
