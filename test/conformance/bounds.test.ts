/**
 * The limits for new and for fast clients: past each limit the router refuses or slows down, counts it, and logs it.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { Payload } from '@wampeter/protocol'
import { createRouter, StaticDirectoryError } from '@wampeter/router'
import type { Config } from '@wampeter/router'
import { WebSocket } from 'ws'
import { RawClient } from '../support/raw-client.ts'
import { configFor, startRouter } from '../support/router.ts'

function notes() {
  const lines: string[] = []
  return { lines, log: { isDebug: false, write: (_level: string, text: string) => void lines.push(text) } }
}

/** The status that an upgrade gets; 101 leaves it open. */
async function upgrade(url: string, forwardedFor: string): Promise<{ readonly status: number; end(): Promise<void> }> {
  const ws = new WebSocket(url, ['wamp.2.json'], { headers: { 'x-forwarded-for': forwardedFor } })
  const status = await new Promise<number>((resolve, reject) => {
    ws.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    ws.on('open', () => resolve(101))
    ws.on('error', reject)
  })
  return {
    status,
    async end() {
      const closed = once(ws, 'close')
      ws.terminate()
      await closed
    },
  }
}

test('an address may have a maximum of connections; one more is closed, counted, and logged once', async () => {
  const { lines, log } = notes()
  const limits = { connections_per_address: 2, trusted_proxies: [] }
  await using bounded = await startRouter({ endpoint: { limits }, log })
  const clients = [await RawClient.join(bounded.url), await RawClient.join(bounded.url)]
  for (const attempt of [1, 2]) {
    const refused = connect(bounded.port, '127.0.0.1').resume()
    refused.on('error', () => {})
    await once(refused, 'close')
    assert.equal(bounded.router.counters.get('connections_refused'), attempt)
  }
  const said = lines.filter((line) => line.startsWith('connections refused'))
  assert.equal(said.length, 1)
  assert.match(said[0] ?? '', /127\.0\.0\.1 has 2 already.*limits\.connections_per_address.*limits\.trusted_proxies/)
  for (const client of clients) client.end()
})

test('a connection that closes makes room', async () => {
  await using bounded = await startRouter({ endpoint: { limits: { connections_per_address: 1 } } })
  const first = await upgrade(bounded.url, '198.51.100.1')
  assert.equal((await upgrade(bounded.url, '198.51.100.1')).status, 429)
  await first.end()
  let again = await upgrade(bounded.url, '198.51.100.1')
  while (again.status === 429) again = await upgrade(bounded.url, '198.51.100.1')
  assert.equal(again.status, 101)
  await again.end()
})

test('behind a trusted proxy the client that it names is counted, IPv6 by /64; other clients are not affected', async () => {
  const { lines, log } = notes()
  await using bounded = await startRouter({ endpoint: { limits: { connections_per_address: 1 } }, log })
  const open = [await upgrade(bounded.url, '2001:db8::1'), await upgrade(bounded.url, '198.51.100.1')]
  assert.equal((await upgrade(bounded.url, '2001:db8::2')).status, 429)
  assert.equal((await upgrade(bounded.url, '203.0.113.5, 198.51.100.1, 127.0.0.2')).status, 429)
  const other = await upgrade(bounded.url, '198.51.100.1, 203.0.113.5')
  assert.deepEqual(
    [...open, other].map(({ status }) => status),
    [101, 101, 101],
  )
  assert.equal(bounded.router.counters.get('connections_refused'), 2)
  assert.equal(lines.filter((line) => line.startsWith('connections refused')).length, 2)
  for (const client of [...open, other]) await client.end()
})

test('forwarding headers of a client that is no trusted proxy are ignored', async () => {
  const limits = { connections_per_address: 1, trusted_proxies: ['192.0.2.0/24'] }
  await using bounded = await startRouter({ endpoint: { limits } })
  const first = await upgrade(bounded.url, '198.51.100.1')
  await assert.rejects(upgrade(bounded.url, '198.51.100.2'))
  await first.end()
})

test('a connection beyond the maximum of an endpoint is refused, counted and logged', async () => {
  const { lines, log } = notes()
  await using full = await startRouter({ endpoint: { limits: { connections: 1 } }, log })
  const client = await RawClient.join(full.url)
  const refused = connect(full.port, '127.0.0.1').resume()
  refused.on('error', () => {})
  await once(refused, 'close')
  assert.equal(full.router.counters.get('connections_refused'), 1)
  assert.match(
    lines.join('\n'),
    /connections refused: 1 are open, the maximum of this endpoint \(limits\.connections\)/,
  )
  client.end()
})

for (const isBatched of [false, true]) {
  const name = isBatched ? 'in one batch' : 'in separate frames'
  test(`a client that sends too fast, ${name}, is slowed down, loses no message, and does not slow down others`, async () => {
    const { lines, log } = notes()
    const limits = { messages_per_second: 200, message_burst: 20 }
    await using slow = await startRouter({ options: { limits }, log })
    const dialect = { serializer: 'json', isBatched } as const
    const [hasty, calm] = [await RawClient.join(slow.url, dialect), await RawClient.join(slow.url)]
    const publish = (request: number) =>
      ({
        kind: 'PUBLISH',
        request,
        options: { acknowledge: true },
        topic: 'flood',
        payload: Payload.of([request]),
      }) as const
    const messages = Array.from({ length: 60 }, (_, index) => publish(index + 1))
    hasty.send(...messages)
    for (const { request } of messages) assert.equal((await hasty.next('PUBLISHED')).request, request)
    calm.send(publish(1))
    await calm.next('PUBLISHED')
    while (slow.router.counters.get('senders_throttled') === 0) await turn()
    const said = lines.filter((line) => line.startsWith('is read more slowly'))
    assert.deepEqual(said, [
      'is read more slowly from now on: it sends more than 200 messages per second; a large message counts as several (limits.messages_per_second)',
    ])
    for (const client of [hasty, calm]) client.end()
  })
}

describe('other input that counts for messages_per_second', () => {
  const limits = { messages_per_second: 50, message_burst: 20 }
  const ways: Readonly<Record<string, (client: RawClient) => void>> = {
    pongs: (client) => {
      for (let count = 0; count < 30; count++) client.ws.pong()
    },
    'one message of many bytes': (client) =>
      client.send({
        kind: 'PUBLISH',
        request: 1,
        options: {},
        topic: 'large',
        payload: Payload.of(['x'.repeat(30 * 1024)]),
      }),
    'one message of many values': (client) =>
      client.send({
        kind: 'PUBLISH',
        request: 1,
        options: {},
        topic: 'many',
        payload: Payload.of(Array.from({ length: 30 * 16 }, () => 1)),
      }),
    'one message that is refused for its weight': (client) =>
      client.send({
        kind: 'PUBLISH',
        request: 1,
        options: {},
        topic: 'refused',
        payload: Payload.of(Array.from({ length: 1_000 }, () => 1)),
      }),
  }
  for (const [name, send] of Object.entries(ways))
    test(name, async () => {
      await using slow = await startRouter({ options: { limits: { ...limits, message_weight: 1_500 } } })
      const client = await RawClient.join(slow.url)
      send(client)
      while (slow.router.counters.get('senders_throttled') === 0) await turn()
      client.send({ kind: 'SUBSCRIBE', request: 2, options: {}, topic: 'heard' })
      await client.next('SUBSCRIBED')
      client.end()
    })
})

describe('a message of more than 1 MiB is refused by default, in any framing; one of exactly 1 MiB is not', () => {
  const MEBIBYTE = 1024 * 1024
  const ways: Readonly<Record<string, (client: RawClient, bytes: number) => void>> = {
    'one frame': (client, bytes) => client.ws.send(Buffer.alloc(bytes, 0x20), { binary: false }),
    'two frames': (client, bytes) => {
      client.ws.send(Buffer.alloc(bytes - 10, 0x20), { binary: false, fin: false })
      client.ws.send(Buffer.alloc(10, 0x20), { binary: false })
    },
    'a thousand frames': (client, bytes) => {
      for (let at = 0; at < 1_000; at++) client.ws.send(Buffer.alloc(1_000, 0x20), { binary: false, fin: false })
      client.ws.send(Buffer.alloc(bytes - 1_000_000, 0x20), { binary: false })
    },
  }
  for (const [name, send] of Object.entries(ways)) {
    for (const isBatched of [false, true]) {
      test(`in ${name}${isBatched ? ' of a batch' : ''}`, async () => {
        await using running = await startRouter()
        const dialect = { serializer: 'json', isBatched } as const
        const [fitting, over] = [await RawClient.join(running.url, dialect), await RawClient.join(running.url, dialect)]
        send(fitting, MEBIBYTE)
        assert.equal((await fitting.next('ABORT')).reason, 'wamp.error.protocol_violation')
        send(over, MEBIBYTE + 1)
        assert.equal((await over.closed).code, 1009)
        assert.equal(running.router.counters.get('transport_failures'), 1)
      })
    }
  }

  test('a message in more than 1,024 frames is refused, however small they are, and the log names the limit', async () => {
    const { lines, log } = notes()
    await using running = await startRouter({ log })
    const client = await RawClient.join(running.url)
    for (let at = 0; at <= 1_024; at++) client.ws.send(' ', { fin: false }, () => {})
    assert.equal((await client.closed).code, 1008)
    assert.equal(running.router.counters.get('transport_failures'), 1)
    assert.match(lines.join('\n'), /a message has too many frames \(limits\.message_frames\)/)
  })

  test('the number of frames can be configured', async () => {
    await using running = await startRouter({ options: { limits: { message_frames: 2 } } })
    const client = await RawClient.join(running.url)
    for (const fin of [false, false, true]) client.ws.send(' ', { fin, binary: false })
    assert.equal((await client.closed).code, 1008)
  })
})

test('a static directory that does not exist, or is a file, refuses to start and is named', async () => {
  const missing = join(tmpdir(), 'wampeter-no-such-folder')
  for (const directory of [missing, import.meta.filename]) {
    const router = createRouter(configFor({ paths: { '/': { type: 'static', directory } } }) as unknown as Config)
    await assert.rejects(
      router.start(),
      (error) => error instanceof StaticDirectoryError && error.message.includes(directory),
    )
  }
})
