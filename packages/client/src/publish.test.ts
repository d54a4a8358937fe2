import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERROR } from './index.ts'
import { error, TestRouter } from './test-router.ts'

test('every option of the protocol has a name here', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  await client.publish('chat', ['hi'], {
    kwargs: { from: 'joe' },
    excludeMe: false,
    discloseMe: true,
    retain: true,
    exclude: [1],
    excludeAuthid: ['a'],
    excludeAuthrole: ['b'],
    eligible: [2],
    eligibleAuthid: ['c'],
    eligibleAuthrole: ['d'],
    pptScheme: 'x_mine',
  })
  const { options, payload } = connection.take('PUBLISH')
  assert.deepEqual(
    { ...options },
    {
      exclude_me: false,
      disclose_me: true,
      retain: true,
      exclude: [1],
      exclude_authid: ['a'],
      exclude_authrole: ['b'],
      eligible: [2],
      eligible_authid: ['c'],
      eligible_authrole: ['d'],
      ppt_scheme: 'x_mine',
    },
  )
  assert.deepEqual({ ...payload.values().kwargs }, { from: 'joe' })
})

test('an acknowledged event resolves with its id, or rejects', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const accepted = client.publish('chat', [], { acknowledge: true })
  await connection.say({ kind: 'PUBLISHED', request: 1, publication: 77 })
  assert.equal(await accepted, 77)
  const refused = assert.rejects(client.publish('chat', [], { acknowledge: true }), {
    uri: 'wamp.error.not_authorized',
  })
  await connection.say(error(16, 2, 'wamp.error.not_authorized'))
  await refused
})

test('when the connection is lost before the answer came, the outcome is unknown', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const lost = assert.rejects(client.publish('chat', [], { acknowledge: true }), { uri: ERROR.connectionLost })
  await connection.drop()
  await lost
})

test('what cannot be written rejects, and its id is used for the next', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const cycle: unknown[] = []
  cycle.push(cycle)
  await assert.rejects(client.publish('chat', cycle), TypeError)
  await client.publish('chat', ['fine'])
  assert.equal(connection.take('PUBLISH').request, 1)
})

test('args or kwargs of a wrong type are refused here, and the session goes on', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const wrong = (value: unknown) => value as never
  await assert.rejects(client.publish('chat', wrong('abc')), /TypeError: args must be a list, not string/)
  await assert.rejects(client.call('add', wrong({ a: 1 })), /args must be a list, not object/)
  await assert.rejects(client.publish('chat', [], { kwargs: wrong(['x']) }), /kwargs must be an object/)
  assert.equal(connection.sent.length, 0)
  await client.publish('chat', ['fine'])
  assert.equal(connection.take('PUBLISH').request, 1)
})
