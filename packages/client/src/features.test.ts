import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Dict } from '@wampeter/protocol'
import type { CallOptions, Client, PublishOptions } from './index.ts'
import { TestRouter, WELCOME } from './test-router.ts'

/** A client of a router that announces these features of its broker and its dealer. */
async function at(...names: readonly string[]) {
  const router = new TestRouter()
  const client = router.connect()
  const features: Dict = Object.fromEntries(names.map((name) => [name, true]))
  await router.environment.advance(0)
  await router.last.welcome({ ...WELCOME, roles: { broker: { features }, dealer: { features } } })
  return { client, connection: router.last }
}

async function isRefused(request: (client: Client) => Promise<unknown>, option: string, feature: string) {
  const { client, connection } = await at()
  await assert.rejects(request(client), (thrown: Error & { uri?: string }) => {
    assert.equal(thrown.uri, 'wamp.error.feature_not_supported')
    return thrown.message.endsWith(`: ${option} needs a router that announces ${feature}`)
  })
  assert.equal(connection.sent.length, 0)
}

const PUBLISHING: readonly [PublishOptions, feature: string][] = [
  [{ excludeMe: false }, 'publisher_exclusion'],
  [{ discloseMe: true }, 'publisher_identification'],
  [{ retain: true }, 'event_retention'],
  [{ exclude: [1] }, 'subscriber_blackwhite_listing'],
  [{ excludeAuthid: ['a'] }, 'subscriber_blackwhite_listing'],
  [{ excludeAuthrole: ['a'] }, 'subscriber_blackwhite_listing'],
  [{ eligible: [1] }, 'subscriber_blackwhite_listing'],
  [{ eligibleAuthid: ['a'] }, 'subscriber_blackwhite_listing'],
  [{ eligibleAuthrole: ['a'] }, 'subscriber_blackwhite_listing'],
  [{ pptScheme: 'x_mine' }, 'payload_passthru_mode'],
]

for (const [options, feature] of PUBLISHING) {
  const [option = ''] = Object.keys(options)
  test(`publish with ${option} is refused until the router announces ${feature}`, async () => {
    await isRefused((client) => client.publish('chat', [], options), option, feature)
    const { client, connection } = await at(feature)
    await client.publish('chat', [], options)
    connection.take('PUBLISH')
  })
}

const CALLING: readonly [CallOptions, feature: string][] = [
  [{ discloseMe: true }, 'caller_identification'],
  [{ cancelMode: 'skip' }, 'call_canceling'],
  [{ onProgress: () => {} }, 'progressive_call_results'],
  [{ pptScheme: 'x_mine' }, 'payload_passthru_mode'],
]

for (const [options, feature] of CALLING) {
  const [option = ''] = Object.keys(options)
  test(`call with ${option} is refused until the router announces ${feature}`, async () => {
    await isRefused((client) => client.call('work', [], options), option, feature)
    const { client, connection } = await at(feature)
    client.call('work', [], options).catch(() => {})
    connection.take('CALL')
  })
}

test('a stream needs results in parts, and one with input needs input in parts too', async () => {
  await isRefused((client) => client.stream('work').result, 'onProgress', 'progressive_call_results')
  const { client, connection } = await at('progressive_call_results')
  await assert.rejects(client.stream('work', [], { hasInput: true }).result, {
    uri: 'wamp.error.feature_not_supported',
    message: /hasInput needs a router that announces progressive_call_invocations/,
  })
  assert.equal(connection.sent.length, 0)
})

test('what the client does itself, and a value that changes nothing, need no feature', async () => {
  const { client, connection } = await at()
  await client.publish('chat', [], { kwargs: { a: 1 }, excludeMe: true, discloseMe: false, retain: false })
  connection.take('PUBLISH')
  const { signal } = new AbortController()
  client.call('work', [], { kwargs: { a: 1 }, timeoutMs: 1000, signal, discloseMe: false }).catch(() => {})
  connection.take('CALL')
})

test('a request that waits for its connection is refused when the router has said what it can', async () => {
  const router = new TestRouter()
  const client = router.connect()
  const refused = assert.rejects(client.publish('chat', [], { retain: true }), {
    uri: 'wamp.error.feature_not_supported',
  })
  await router.environment.advance(0)
  await router.last.welcome({ ...WELCOME, roles: { broker: {}, dealer: {} } })
  await refused
})
