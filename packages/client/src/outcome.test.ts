import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Client } from './index.ts'
import { error, TestRouter } from './test-router.ts'

const REQUESTS: Readonly<Record<string, (client: Client) => Promise<unknown>>> = {
  'subscribe app.thing': function theCaller(client) {
    return client.subscribe('app.thing', () => {})
  },
  'register app.thing': function theCaller(client) {
    return client.register('app.thing', () => {})
  },
  'publish app.thing': function theCaller(client) {
    return client.publish('app.thing', [], { acknowledge: true })
  },
  'call app.thing': function theCaller(client) {
    return client.call('app.thing')
  },
}

const CODES: Readonly<Record<string, number>> = { SUBSCRIBE: 32, REGISTER: 64, PUBLISH: 16, CALL: 48 }

for (const [what, request] of Object.entries(REQUESTS)) {
  test(`an error names its request, and the line that made it: ${what}`, async () => {
    const router = new TestRouter()
    const client = router.connect()
    const failed = assert.rejects(request(client), (thrown: Error) => {
      assert.equal(thrown.message, `${what}: because`)
      assert.match(thrown.stack ?? '', new RegExp(`^WampError: ${what}: because\n(.*\n)*.*theCaller.*outcome.test.ts`))
      return (thrown as unknown as { args: unknown[] }).args[0] === 'because'
    })
    await router.environment.advance(0)
    await router.last.welcome()
    const [asked] = router.last.sent
    await router.last.say(error(CODES[asked?.kind ?? ''] ?? 0, 1, 'app.no', ['because']))
    await failed
  })
}

test('a value that cannot be written names the line that published it, also when it had to wait', async () => {
  const router = new TestRouter()
  const client = router.connect()
  const cycle: unknown[] = []
  cycle.push(cycle)
  const failed = assert.rejects(
    (function theCaller() {
      return client.publish('chat', cycle)
    })(),
    (thrown: Error) => thrown instanceof TypeError && /theCaller/.test(thrown.stack ?? ''),
  )
  await router.environment.advance(0)
  await router.last.welcome()
  await failed
})
