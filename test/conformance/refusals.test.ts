/** The answers to bad input: each ABORT, ERROR, close code and status. Other sessions are not affected. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { json, Payload } from '@wampeter/protocol'
import { HELLO, RawClient } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'
import type { RunningRouter } from '../support/router.ts'

let running: RunningRouter
let witness: RawClient
before(async () => {
  running = await startRouter({ options: { max_message_size: 65536, max_frame_size: 65536 } })
  witness = await RawClient.join(running.url)
})
after(async () => {
  witness.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'still.here' })
  await witness.next('SUBSCRIBED')
  witness.end()
  await running[Symbol.asyncDispose]()
})

const aborted = async (client: RawClient, reason: string, code: number): Promise<string> => {
  const abort = await client.next('ABORT')
  assert.equal(abort.reason, reason)
  assert.equal((await client.closed).code, code)
  return String(abort.details['message'])
}

describe('a session that violates the protocol is ended with ABORT and close code 1002', () => {
  const violations: Readonly<Record<string, string>> = {
    'text that is not JSON': 'hello',
    'JSON that is no list': '{"a":1}',
    'an empty list': '[]',
    'an unknown code': '[99,1,{}]',
    'a code that is no number': '["32",1,{},"a"]',
    'a message that only routers send': '[33,1,1]',
    'too few elements': '[32,1,{}]',
    'too many elements': '[32,1,{},"a",1]',
    'a wrong type': '[32,1,{},7]',
    'a known option of a wrong type': '[16,1,{"acknowledge":"yes"},"a"]',
    'id 0': '[32,0,{},"a"]',
    'an id beyond 2^53': '[32,9007199254740994,{},"a"]',
    'a second HELLO': '[1,"realm1",{"roles":{"caller":{}}}]',
    'AUTHENTICATE out of place': '[5,"x",{}]',
    'a YIELD for an invocation that was never made': '[70,1,{}]',
    'an ERROR for something that is no invocation': '[8,48,1,{},"a.b"]',
    'nesting without end': `[16,1,{},"a",${'['.repeat(5000)}${']'.repeat(5000)}]`,
    'a progressive call that was not announced': '[48,1,{"progress":true},"a"]',
  }
  for (const [name, frame] of Object.entries(violations)) {
    test(name, async () => {
      const client = await RawClient.join(running.url)
      client.sendRaw(frame)
      const message = await aborted(client, 'wamp.error.protocol_violation', 1002)
      assert.ok(message.length > 10 && message.length < 300, message)
    })
  }

  test('any message before HELLO', async () => {
    const client = await RawClient.connect(running.url)
    client.sendRaw('[32,1,{},"a"]')
    assert.match(
      await aborted(client, 'wamp.error.protocol_violation', 1002),
      /SUBSCRIBE is not allowed before WELCOME/,
    )
  })

  test('HELLO without roles', async () => {
    const client = await RawClient.connect(running.url)
    client.sendRaw('[1,"realm1",{}]')
    await aborted(client, 'wamp.error.protocol_violation', 1002)
  })
})

test('a binary frame on a text serializer gets 1003', async () => {
  const client = await RawClient.join(running.url)
  client.sendRaw(Buffer.from('[32,1,{},"a"]'))
  await aborted(client, 'wamp.error.protocol_violation', 1003)
})

test('an oversized frame gets 1009', async () => {
  const client = await RawClient.join(running.url)
  client.sendRaw(`[16,1,{},"a",["${'x'.repeat(70_000)}"]]`)
  assert.equal((await client.closed).code, 1009)
})

describe('log-ins that are refused', () => {
  const login = async (details: object, realm = 'realm1'): Promise<RawClient> => {
    const client = await RawClient.connect(running.url)
    client.send({ ...HELLO, realm, details: { ...HELLO.details, ...details } })
    return client
  }

  test('an unknown realm', async () => {
    await aborted(await login({}, 'nowhere'), 'wamp.error.no_such_realm', 1000)
  })

  test('a malformed realm', async () => {
    await aborted(await login({}, 'not a uri'), 'wamp.error.invalid_uri', 1000)
  })

  test('no realm at all', async () => {
    const client = await RawClient.connect(running.url)
    client.sendRaw('[1,null,{"roles":{"caller":{}}}]')
    await aborted(client, 'wamp.error.no_such_realm', 1000)
  })

  test('a method that is not available', async () => {
    await aborted(await login({ authmethods: ['cryptosign', 'telepathy'] }), 'wamp.error.no_matching_auth_method', 1000)
  })

  test('a wrong ticket, and an unknown user, get the same answer', async () => {
    const answers: string[] = []
    for (const authid of ['barry', 'nobody', '__proto__', 'constructor']) {
      const client = await login({ authmethods: ['ticket'], authid })
      assert.deepEqual({ ...(await client.next('CHALLENGE')).extra }, {})
      client.send({ kind: 'AUTHENTICATE', signature: 'wrong', extra: {} })
      answers.push(await aborted(client, 'wamp.error.authentication_denied', 1000))
    }
    assert.equal(new Set(answers).size, 1)
  })

  test('a wrong signature, and an unknown user, get the same answer; the pretended challenge is stable', async () => {
    const salts: unknown[] = []
    for (const authid of ['steve', 'nobody', 'nobody']) {
      const client = await login({ authmethods: ['wampcra'], authid })
      const { extra } = await client.next('CHALLENGE')
      assert.deepEqual(Object.keys(JSON.parse(String(extra['challenge']))), [
        'authid',
        'authrole',
        'authmethod',
        'authprovider',
        'nonce',
        'timestamp',
        'session',
      ])
      salts.push(extra['salt'])
      client.send({ kind: 'AUTHENTICATE', signature: 'wrong', extra: {} })
      await aborted(client, 'wamp.error.authentication_denied', 1000)
    }
    assert.equal(salts[1], salts[2])
  })

  test('a user whose role the realm does not have', async () => {
    const client = await login({ authmethods: ['ticket'], authid: 'lost' })
    await client.next('CHALLENGE')
    client.send({ kind: 'AUTHENTICATE', signature: 'lost', extra: {} })
    await aborted(client, 'wamp.error.no_such_role', 1000)
  })

  test('anonymous, where it is not offered', async () => {
    await using strict = await startRouter({ auth: { ticket: { type: 'static', principals: {} } } })
    const client = await RawClient.connect(strict.url)
    client.send(HELLO)
    await aborted(client, 'wamp.error.authentication_required', 1000)
  })

  test('an empty list of methods means anonymous: accepted or refused as for the method anonymous', async () => {
    const hello = { ...HELLO, details: { ...HELLO.details, authmethods: [] } }
    const client = await RawClient.connect(running.url)
    client.send(hello)
    assert.equal((await client.next('WELCOME')).details['authmethod'], 'anonymous')
    client.end()
    await using strict = await startRouter({ auth: { ticket: { type: 'static', principals: {} } } })
    const refused = await RawClient.connect(strict.url)
    refused.send(hello)
    await aborted(refused, 'wamp.error.authentication_required', 1000)
  })
})

describe('refused requests get ERROR, and the session goes on', () => {
  const refusals: Readonly<Record<string, readonly [frame: string, error: string]>> = {
    'a topic with spaces': ['[32,1,{},"a b"]', 'wamp.error.invalid_uri'],
    'an empty component': ['[48,1,{},"a..b"]', 'wamp.error.invalid_uri'],
    'publishing to a reserved topic': ['[16,1,{"acknowledge":true},"wamp.session.on_join"]', 'wamp.error.invalid_uri'],
    'registering a reserved procedure': ['[64,1,{},"wamp.mine"]', 'wamp.error.invalid_uri'],
    'a procedure that no session registered': ['[48,1,{},"nobody.home"]', 'wamp.error.no_such_procedure'],
    'a registration not held': ['[66,1,77]', 'wamp.error.no_such_registration'],
    'a match policy that does not exist': ['[32,1,{"match":"sideways"},"a"]', 'wamp.error.invalid_argument'],
    'an empty component in a prefix': ['[32,1,{"match":"prefix"},"a..b"]', 'wamp.error.invalid_uri'],
    'a pattern to publish to': ['[16,1,{"acknowledge":true},"a..b"]', 'wamp.error.invalid_uri'],
    'an invocation policy that does not exist': ['[64,1,{"invoke":"load"},"a"]', 'wamp.error.invalid_argument'],
    'no concurrency at all': ['[64,1,{"concurrency":0},"a"]', 'wamp.error.invalid_argument'],
    'the event history': ['[48,1,{},"wamp.subscription.get_events",[1]]', 'wamp.error.no_such_procedure'],
  }
  for (const [name, [frame, expected]] of Object.entries(refusals)) {
    test(name, async () => {
      const client = await RawClient.join(running.url)
      client.sendRaw(frame)
      assert.equal((await client.next('ERROR')).error, expected)
      client.send({ kind: 'SUBSCRIBE', request: 2, options: {}, topic: 'ok' })
      await client.next('SUBSCRIBED')
      client.end()
    })
  }

  test('an unacknowledged PUBLISH that is refused gets no answer', async () => {
    const client = await RawClient.join(running.url)
    client.sendRaw('[16,1,{},"a b"]')
    client.sendRaw('[16,2,{},"a..b"]')
    client.send({ kind: 'SUBSCRIBE', request: 3, options: {}, topic: 'ok' })
    await client.next('SUBSCRIBED')
    client.end()
  })

  test('an action that the role may not do: the text names role, action and URI', async () => {
    const client = await RawClient.connect(running.url)
    client.send({ ...HELLO, details: { ...HELLO.details, authmethods: ['ticket'], authid: 'barry' } })
    await client.next('CHALLENGE')
    client.send({ kind: 'AUTHENTICATE', signature: 'notsosecret', extra: {} })
    await client.next('WELCOME')
    client.send({ kind: 'PUBLISH', request: 1, options: { acknowledge: true }, topic: 'test', payload: Payload.empty })
    const { error, payload } = await client.next('ERROR')
    assert.equal(error, 'wamp.error.not_authorized')
    assert.deepEqual(payload.values().args, ['role "seethings" may not publish to "test"'])
    client.end()
  })
})

describe('silent connections, and connections with invalid input', () => {
  test('no HELLO in time: ABORT and 1002', async () => {
    await using hasty = await startRouter({ options: { limits: { handshake_timeout: 1000 } } })
    const client = await RawClient.connect(hasty.url)
    await aborted(client, 'wamp.error.timeout', 1002)
  })

  test('no HTTP request in time: the connection is closed', async () => {
    await using hasty = await startRouter({ endpoint: { limits: { request_timeout: 1000 } } })
    const socket = connect(hasty.port, '127.0.0.1').resume()
    await once(socket, 'close')
  })

  test('no common subprotocol: 400', async () => {
    assert.equal(await upgradeStatus(running.port, {}), 400)
  })

  test('a foreign origin: 403; the page of the same host: accepted', async () => {
    await using careful = await startRouter({ options: { allowed_origins: ['http://good.example:80'] } })
    assert.equal(await upgradeStatus(careful.port, { origin: 'http://evil.example' }, 'wamp.2.json'), 403)
    assert.equal(await upgradeStatus(careful.port, { origin: 'http://good.example' }, 'wamp.2.json'), 101)
  })

  test('a WebSocket at a path without one: 404', async () => {
    assert.equal(await upgradeStatus(running.port, {}, 'wamp.2.json', '/elsewhere'), 404)
  })
})

test('a reader that stops reading is ended, and does not slow down others', async () => {
  await using small = await startRouter({ options: { limits: { outbox_bytes: 65_536 } } })
  const [slow, publisher, reader] = [
    await RawClient.join(small.url),
    await RawClient.join(small.url),
    await RawClient.join(small.url),
  ]
  for (const client of [slow, reader]) {
    client.send({ kind: 'SUBSCRIBE', request: 1, options: {}, topic: 'flood' })
    await client.next('SUBSCRIBED')
  }
  slow.ws.pause()
  const frame = json.write({
    kind: 'PUBLISH',
    request: 1,
    options: { acknowledge: true },
    topic: 'flood',
    payload: Payload.of(['x'.repeat(60_000)]),
  })
  for (let sent = 0; sent < 400 && small.router.counters.get('slow_readers_ended') === 0; sent++) {
    publisher.sendRaw(frame)
    await publisher.next('PUBLISHED')
    await reader.next('EVENT')
  }
  assert.equal(small.router.counters.get('slow_readers_ended'), 1)
  slow.ws.resume()
  await slow.closed
  reader.end()
  publisher.end()
})

test('stopping the router sends GOODBYE to all sessions', async () => {
  const stopping = await startRouter()
  const client = await RawClient.join(stopping.url)
  const stopped = stopping.router.stop()
  assert.equal((await client.next('GOODBYE')).reason, 'wamp.close.system_shutdown')
  client.send({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.goodbye_and_out' })
  await Promise.all([client.closed, stopped])
})

/** Asks for an upgrade by hand and returns the status. */
async function upgradeStatus(
  port: number,
  headers: Record<string, string>,
  protocol?: string,
  path = '/ws',
): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    ...(protocol === undefined ? {} : { 'sec-websocket-protocol': protocol }),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`)
  socket.write([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
  const [data] = (await Promise.race([
    once(socket, 'data'),
    delay(60_000, undefined, { ref: false }).then(() => [Buffer.from('')]),
  ])) as [Buffer]
  socket.destroy()
  return Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1] ?? 0)
}
