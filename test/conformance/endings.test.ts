/**
 * The ends of connections without a session, and unusual ends of sessions. Each end is logged and counted, and no
 * connection stays open.
 */
import assert from 'node:assert/strict'
import { constants } from 'node:buffer'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { join } from '../attack/raw-socket.ts'
import { HELLO, RawClient } from '../support/raw-client.ts'
import { Payload } from '@wampeter/protocol'
import { WebSocket } from 'ws'
import { startRouter } from '../support/router.ts'

function notes() {
  const lines: string[] = []
  return { lines, log: { isDebug: false, write: (level: string, text: string) => void lines.push(`${level} ${text}`) } }
}

/** The head of an upgrade, on a socket that never closes its own side. */
function upgradeBy(port: number, protocol: string, path = '/ws'): Socket {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const head = [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    `Sec-WebSocket-Protocol: ${protocol}`,
  ]
  socket.write([...head, '', ''].join('\r\n'))
  socket.on('error', () => {})
  return socket
}

test('a client that stays connected after a refused upgrade still makes room', async () => {
  const limits = { connections_per_address: 1, trusted_proxies: [] }
  for (const [protocol, path] of [
    ['nonsense', '/ws'],
    ['wamp.2.json', '/elsewhere'],
  ] as const) {
    await using running = await startRouter({ endpoint: { limits } })
    const refused = upgradeBy(running.port, protocol, path)
    await once(refused.resume(), 'end')
    let status = ''
    while (!status.startsWith('HTTP/1.1 101')) {
      const socket = upgradeBy(running.port, 'wamp.2.json')
      const [data] = await Promise.race([once(socket, 'data'), once(socket, 'close')])
      status = String(data)
      socket.destroy()
    }
    refused.destroy()
  }
})

test('a router that stops sends ABORT to connections without a session, and does not wait for them', async () => {
  const running = await startRouter()
  const [silent, gone] = [await RawClient.connect(running.url), await RawClient.join(running.url)]
  gone.send({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.close_realm' })
  await gone.next('GOODBYE')
  const stopped = running.router.stop()
  for (const client of [silent, gone]) {
    assert.equal((await client.next('ABORT')).reason, 'wamp.close.system_shutdown')
    assert.equal((await client.closed).code, 1001)
  }
  await stopped
})

test('a connection that is silent after GOODBYE is closed normally', async () => {
  await using running = await startRouter({ options: { limits: { handshake_timeout: 100 } } })
  const client = await RawClient.join(running.url)
  client.send({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.close_realm' })
  await client.next('GOODBYE')
  assert.deepEqual(await client.closed, { code: 1000, reason: 'no other session followed' })
  assert.equal(running.router.counters.get('handshake_timeouts'), 0)
})

test('the reason of a GOODBYE is logged on one line, whatever characters it has', async () => {
  const { lines, log } = notes()
  await using running = await startRouter({ log })
  const client = await RawClient.join(running.url)
  client.send({ kind: 'GOODBYE', details: {}, reason: `x\ninfo forged \u001b[31m${'y'.repeat(100_000)}` })
  await client.next('GOODBYE')
  const said = lines.find((line) => line.includes('left: ')) ?? ''
  assert.match(said, /^info left: "x\\ninfo forged \\u001b\[31my+…"$/)
  client.end()
})

test('an oversized frame is counted and logged', async () => {
  const { lines, log } = notes()
  await using running = await startRouter({ log, options: { max_message_size: 1024 } })
  const client = await RawClient.join(running.url)
  client.sendRaw('x'.repeat(1025))
  assert.equal((await client.closed).code, 1009)
  assert.equal(running.router.counters.get('transport_failures'), 1)
  assert.equal(
    lines.filter((line) =>
      line.includes('the transport failed: a message has 1025 bytes; the limit is 1024 (max_message_size)'),
    ).length,
    1,
  )
})

test('a message that is longer than any string is refused, even without a limit', async () => {
  await using running = await startRouter({ options: { max_message_size: 0 } })
  const socket = await join(running.port)
  const header = Buffer.alloc(14)
  header.set([0x81, 0xff])
  header.writeBigUInt64BE(BigInt(constants.MAX_STRING_LENGTH) + 1n, 2)
  socket.write(header)
  const [close] = (await once(socket, 'data')) as [Buffer]
  assert.deepEqual([close[0], close.readUInt16BE(2)], [0x88, 1009])
  socket.destroy()
})

test('a client that pings and does not read the pongs is cut off, counted, and logged once', async () => {
  const { lines, log } = notes()
  await using running = await startRouter({ log })
  const client = await RawClient.join(running.url)
  client.ws.pause()
  while (running.router.counters.get('transport_failures') === 0) {
    for (let count = 0; count < 1_000; count++) client.ws.ping(Buffer.alloc(125), undefined, () => {})
    await turn()
  }
  await turn()
  client.end()
  assert.equal(lines.filter((line) => line.includes('it sends pings and does not read the pongs')).length, 1)
})

test('a late request gets 408, one that is not HTTP gets 400; both are counted and logged', async () => {
  const { lines, log } = notes()
  await using running = await startRouter({ log, endpoint: { limits: { request_timeout: 100 } } })
  for (const [text, status] of [
    ['', '408'],
    ['\u0016\u0003\u0001 this is no HTTP\r\n\r\n', '400'],
  ] as const) {
    const socket = connect(running.port, '127.0.0.1')
    socket.write(text)
    let answer = ''
    for await (const chunk of socket) answer += String(chunk)
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `))
  }
  assert.equal(running.router.counters.get('requests_failed'), 2)
  assert.match(
    lines.join('\n'),
    /info a connection was closed before it sent a valid request: ERR_HTTP_REQUEST_TIMEOUT/,
  )
})

/** Everything that a connection gets for these requests, until it is closed. */
async function answersTo(port: number, requests: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(requests)
  let answers = ''
  socket.on('data', (chunk) => (answers += String(chunk)))
  await new Promise((resolve) => socket.on('close', resolve))
  return answers
}

test('eight requests may be sent without waiting, and are answered in order', async () => {
  await using running = await startRouter({ paths: { data: { type: 'json', value: 'one' } } })
  const one = 'GET /data HTTP/1.1\r\nHost: a\r\n\r\n'
  const last = 'GET /none HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
  const answers = await answersTo(running.port, one.repeat(7) + last)
  assert.deepEqual(answers.match(/HTTP\/1\.1 \d+/g), [...Array<string>(7).fill('HTTP/1.1 200'), 'HTTP/1.1 404'])
})

test('a connection that sends thousands of requests without waiting is closed, counted, and logged once', async () => {
  const { lines, log } = notes()
  await using running = await startRouter({ log, paths: { data: { type: 'json', value: 'one' } } })
  const client = await RawClient.join(running.url)
  await answersTo(running.port, 'GET /data HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(5_000))
  assert.equal(running.router.counters.get('requests_failed'), 1)
  assert.deepEqual(
    lines.filter((line) => line.includes('was closed')),
    ['info a connection was closed: it sent more than 8 requests without waiting for the answers'],
  )
  client.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'heard' })
  await client.next('SUBSCRIBED')
  client.end()
})

test('a bug in the router ends one session with 1011, is logged once with its stack, and the router lives', async () => {
  const errors: unknown[] = []
  const log = {
    isDebug: true,
    write(level: string, text: string, fields: Readonly<Record<string, unknown>> = {}) {
      if (/^→ SUBSCRIBE .*"poison"/.test(text)) throw new RangeError('a fault that was planted')
      if (level === 'error') errors.push(fields['err'])
    },
  }
  await using running = await startRouter({ log })
  const [unlucky, witness] = [await RawClient.join(running.url), await RawClient.join(running.url)]
  const subscribe = (topic: string) => ({ kind: 'SUBSCRIBE', request: 1, options: {}, topic }) as const
  unlucky.send(subscribe('poison'), subscribe('never.read'))
  const abort = await unlucky.next('ABORT')
  assert.equal(abort.reason, 'wamp.error.internal_error')
  assert.doesNotMatch(JSON.stringify(abort.details), /planted/)
  assert.equal((await unlucky.closed).code, 1011)
  assert.equal(running.router.counters.get('internal_errors'), 1)
  assert.equal(errors.length, 1)
  assert.match((errors[0] as Error).stack ?? '', /RangeError: a fault that was planted\n\s+at /)
  witness.send(subscribe('still.here'))
  await witness.next('SUBSCRIBED')
  witness.end()
})

test('a dead connection is found by a ping, counted, and logged', async () => {
  const { lines, log } = notes()
  const options = { auto_ping_interval: 1_000, auto_ping_timeout: 1_000 }
  await using running = await startRouter({ log, options })
  const witness = await RawClient.join(running.url)
  const dead = new WebSocket(running.url, ['wamp.2.json'], { autoPong: false })
  await once(dead, 'open')
  dead.send('[1,"realm1",{"roles":{"caller":{}}}]')
  assert.equal((await once(dead, 'close'))[0], 1006)
  assert.equal(running.router.counters.get('transport_failures'), 1)
  assert.equal(lines.filter((line) => line.includes('no answer to a ping within 1000 ms')).length, 1)
  witness.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'still.here' })
  await witness.next('SUBSCRIBED')
  witness.end()
})

test('a page of a foreign origin is refused, and the log names the key that would allow it', async () => {
  const { lines, log } = notes()
  await using running = await startRouter({ log, options: { allowed_origins: ['http://good.example'] } })
  const page = new WebSocket(running.url, ['wamp.2.json'], { origin: 'http://evil.example' })
  const [, response] = await once(page, 'unexpected-response')
  assert.equal(response.statusCode, 403)
  page.on('error', () => {}).terminate()
  assert.equal(running.router.counters.get('upgrades_refused'), 1)
  assert.deepEqual(
    lines.filter((line) => line.startsWith('warn WebSocket')),
    [
      'warn WebSocket refused: origin "http://evil.example" is not allowed; add it to workers[0].transports[0].paths.ws.options.allowed_origins',
    ],
  )
})

test('a bug while a session ends, or in a timer, is logged and ends no other session', async () => {
  const errors: unknown[] = []
  const faults = [/^← EVENT .*"leaver"/, /^ended: no HELLO/]
  const log = {
    isDebug: true,
    write(level: string, text: string, fields: Readonly<Record<string, unknown>> = {}) {
      if (faults.some((fault) => fault.test(text))) throw new RangeError('a fault that was planted')
      if (level === 'error') errors.push(fields['err'])
    },
  }
  await using running = await startRouter({ log, options: { limits: { handshake_timeout: 100 } } })
  const witness = await RawClient.join(running.url)
  witness.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'last.words' })
  await witness.next('SUBSCRIBED')
  const leaver = async () => {
    const client = await RawClient.connect(running.url)
    client.send(HELLO)
    const { session } = await client.next('WELCOME')
    const testament = Payload.of(['last.words', ['leaver'], {}])
    client.send({ kind: 'CALL', request: 1, options: {}, procedure: 'wamp.session.add_testament', payload: testament })
    await client.next('RESULT')
    return { client, session }
  }
  const [{ client: gone }, { client: rude }, killed] = [await leaver(), await leaver(), await leaver()]
  gone.end()
  rude.send({ kind: 'WELCOME', session: 1, details: { roles: {} } } as never)
  assert.equal((await rude.next('ABORT')).reason, 'wamp.error.protocol_violation')
  const kill = { procedure: 'wamp.session.kill', payload: Payload.of([killed.session]) }
  witness.send({ kind: 'CALL', request: 2, options: {}, ...kill })
  await witness.next('RESULT')
  await killed.client.next('GOODBYE')
  const silent = await RawClient.connect(running.url)
  while (running.router.counters.get('internal_errors') < 4) await turn()
  assert.deepEqual(
    errors.map((error) => (error as Error).message),
    errors.map(() => 'a fault that was planted'),
  )
  silent.end()
  witness.send({ kind: 'SUBSCRIBE', request: 3, options: {}, topic: 'still.here' })
  await witness.next('SUBSCRIBED')
  witness.end()
})
