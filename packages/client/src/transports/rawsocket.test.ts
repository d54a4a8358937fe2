import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  json,
  RawSocketReader,
  writeRawSocketFrame,
  writeRawSocketHandshake,
  writeRawSocketRefusal,
} from '@wampeter/protocol'
import type { ClientMessage, RouterMessage } from '@wampeter/protocol'
import { cbor } from '@wampeter/protocol/cbor'
import { connect } from '../connect.ts'
import { result, WELCOME } from '../test-router.ts'
import { rawsocket } from './rawsocket.ts'

interface Listening extends AsyncDisposable {
  readonly port: number
}

/** A router that accepts every client, and answers calls with their first argument. */
async function listen(where: number | string, onSocket: (socket: Socket) => void = echo(json)): Promise<Listening> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    onSocket(socket)
  }).listen(where)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

const echo =
  (serializer: typeof json, mostBytes?: number) =>
  (socket: Socket): void => {
    const reader = new RawSocketReader('router')
    const say = (message: RouterMessage): void => {
      const data = serializer.write(message)
      socket.write(writeRawSocketFrame('message', typeof data === 'string' ? Buffer.from(data) : data))
    }
    socket.on('data', (chunk) => {
      for (const event of reader.push(chunk as Uint8Array)) {
        if (event.kind === 'handshake') socket.write(writeRawSocketHandshake(serializer.name, mostBytes))
        if (event.kind === 'pong') say(result(2, [Buffer.from(event.payload).toString()]))
        if (event.kind !== 'message') continue
        const message = serializer.read(event.payload) as ClientMessage
        if (message.kind === 'HELLO') say({ kind: 'WELCOME', session: 1, details: WELCOME })
        if (message.kind === 'GOODBYE') say({ kind: 'GOODBYE', details: {}, reason: 'wamp.close.goodbye_and_out' })
        if (message.kind !== 'CALL') continue
        if (message.procedure === 'ping') socket.write(writeRawSocketFrame('ping', Buffer.from('are you there')))
        else say(result(message.request, message.payload.values().args))
      }
    })
  }

test('a client calls over TCP, and answers pings', async () => {
  await using server = await listen(0)
  await using client = connect(`tcp://127.0.0.1:${server.port}`, { realm: 'realm1', transport: rawsocket })
  assert.equal((await client.call('echo', ['grüße'])).value, 'grüße')
  assert.equal((await client.call('ping')).value, 'are you there')
})

test('a client calls over a Unix socket, in CBOR', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wampeter-rawsocket-'))
  try {
    const path = join(folder, 'router.sock')
    await using _server = await listen(path, echo(cbor))
    await using client = connect(`unix:${path}`, { realm: 'realm1', transport: rawsocket, serializers: [cbor] })
    assert.equal((await client.call('echo', [2 ** 40])).value, 2 ** 40)
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('what the router cannot take is refused here', async () => {
  await using server = await listen(0, echo(json, 4096))
  await using client = connect(`tcp://127.0.0.1:${server.port}`, { realm: 'realm1', transport: rawsocket })
  await client.opened()
  await assert.rejects(client.call('echo', ['x'.repeat(5000)]), { uri: 'wamp.error.payload_size_exceeded' })
})

const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length

test('a router that never closes its end does not keep a program from ending', { timeout: 10_000 }, async () => {
  await using server = await listen(0, (socket) => {
    socket.allowHalfOpen = true
    echo(json)(socket)
  })
  const client = connect(`tcp://127.0.0.1:${server.port}`, { realm: 'realm1', transport: rawsocket })
  await client.opened()
  const both = openSockets()
  await client.close()
  while (openSockets() === both) await new Promise((resolve) => setTimeout(resolve, 10))
})

for (const [what, answer, why] of [
  ['a refusal', writeRawSocketRefusal(1), /does not speak this serializer/],
  ['another protocol', Buffer.from('HTTP/1.1 400 Bad Request'), /must start with 0x7F/],
  ['another serializer', writeRawSocketHandshake('cbor'), /another serializer/],
  ['silence and an end', undefined, /closed/],
] as const) {
  test(`${what} instead of a handshake is said`, async () => {
    await using server = await listen(0, (socket) => (answer === undefined ? socket.end() : socket.write(answer)))
    const told = Promise.withResolvers<string>()
    await using _client = connect(`tcp://127.0.0.1:${server.port}`, {
      realm: 'realm1',
      transport: rawsocket,
      onStatus: (status) => status.state === 'reconnecting' && told.resolve(status.message),
    })
    assert.match(await told.promise, why)
  })
}

test('a URL that is none is said at once, and not tried again', async () => {
  for (const url of ['http://example.com', 'tcp://example.com', 'nonsense']) {
    await using client = connect(url, { realm: 'realm1', transport: rawsocket })
    await assert.rejects(client.opened(), url === 'nonsense' ? /Invalid URL/ : /tcp:\/\/host:port/)
    assert.equal(client.status.state, 'refused')
  }
})
