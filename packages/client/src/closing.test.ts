import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from './index.ts'
import { settled, TestRouter } from './test-router.ts'

/** What a program may have under way. */
const REQUESTS: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  subscribe: (client) => client.subscribe('chat', () => {}),
  register: (client) => client.register('work', () => {}),
  publish: (client) => client.publish('chat', [], { acknowledge: true }),
  call: (client) => client.call('work'),
  stream: (client) => client.stream('work').result,
  opened: (client) => client.opened(),
}

/** Runs something, and returns the rejections that were not handled. */
async function unhandled(run: () => Promise<void>): Promise<readonly unknown[]> {
  const seen: unknown[] = []
  const listener = (error: unknown): number => seen.push(error)
  process.on('unhandledRejection', listener)
  try {
    await run()
    await settled()
    await settled()
  } finally {
    process.off('unhandledRejection', listener)
  }
  return seen
}

for (const [method, request] of Object.entries(REQUESTS)) {
  test(`what close interrupts needs no handler: ${method}`, async () => {
    const seen = await unhandled(async () => {
      const early = new TestRouter().connect()
      void request(early)
      await early.close()
      const { client, connection } = await new TestRouter().welcomed()
      void request(client)
      const closed = client.close('app.bye')
      void request(client)
      await connection.drop()
      await closed
      void request(client)
    })
    assert.deepEqual(seen, [])
  })

  test(`a request that close interrupts says why: ${method}`, async () => {
    const client = new TestRouter().connect()
    const rejected = assert.rejects(request(client), {
      uri: 'wamp.close.normal',
      message: /^\w+( \w+)?: the client was closed$/,
    })
    await client.close()
    await rejected
  })
}

test('what close interrupts while it is given back resolves', async () => {
  const { client, connection } = await new TestRouter().welcomed()
  const subscribing = client.subscribe('chat', () => {})
  await connection.say({ kind: 'SUBSCRIBED', request: connection.take('SUBSCRIBE').request, subscription: 9 })
  const left = (await subscribing).unsubscribe()
  const closed = client.close()
  await left
  await connection.drop()
  await closed
})

test('a loop over events ends in silence with the client, granted or not', async () => {
  for (const reason of [undefined, 'app.bye']) {
    const router = new TestRouter()
    const { client, connection } = await router.welcomed()
    const granted = client.events('chat')
    await connection.say({ kind: 'SUBSCRIBED', request: connection.take('SUBSCRIBE').request, subscription: 9 })
    const waiting = client.events('news')
    const ends = [granted.next(), waiting.next()]
    const closed = client.close(reason)
    await connection.drop()
    await closed
    assert.deepEqual(
      (await Promise.all(ends)).map(({ done }) => done),
      [true, true],
    )
  }
})

test('a part of a stream that is not awaited needs no handler', async () => {
  const seen = await unhandled(async () => {
    const { client, connection } = await new TestRouter().welcomed()
    void client.stream('work').next()
    const closed = client.close()
    await connection.drop()
    await closed
  })
  assert.deepEqual(seen, [])
})
