/** Routers behind proxies, and pages that pretend to be behind one. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { HELLO, PLAIN_JSON, RawClient } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'
import type { RunningRouter } from '../support/router.ts'

type Headers = Readonly<Record<string, string>>
type Fields = Readonly<Record<string, unknown>>

/** The options of a config that does not configure origins. */
const SILENT = { allowed_origins: undefined }

function notes() {
  const lines: { readonly text: string; readonly fields: Fields }[] = []
  const write = (_level: string, text: string, fields: Fields = {}): void => void lines.push({ text, fields })
  return { lines, log: { isDebug: false, write } }
}

/** The answer to a WebSocket's opening handshake: its status and its text. */
function upgrade({ port }: RunningRouter, headers: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const head = [
      'GET /ws HTTP/1.1',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: wamp.2.json',
      ...headers,
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    let text = ''
    socket.on('data', (chunk) => {
      text += String(chunk)
      if (text.startsWith('HTTP/1.1 101')) socket.destroy()
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}

/** The details of a session with these headers, from the meta API. */
async function transportSeen(running: RunningRouter, headers: Headers): Promise<Fields> {
  const client = new RawClient(running.url, PLAIN_JSON, headers)
  await new Promise((resolve, reject) => client.ws.on('open', resolve).on('error', reject))
  const observer = await running.router.join({ realm: 'realm1' })
  client.send(HELLO)
  const { session } = await client.next('WELCOME')
  const { args } = await observer.call('wamp.session.get', [session])
  client.end()
  return Object(Object(args[0])['transport'])
}

describe('DNS rebinding', () => {
  test('a page whose own name resolves to a loopback listener is refused; the refusal names both remedies', async () => {
    const { lines, log } = notes()
    await using running = await startRouter({ options: SILENT, log })
    const answer = await upgrade(running, ['Host: evil.example:8080', 'Origin: http://evil.example:8080'])
    assert.match(answer, /^HTTP\/1\.1 403/)
    for (const told of [answer, lines.map(({ text }) => text).join('\n')]) {
      assert.match(told, /limits\.trusted_proxies/)
      assert.match(told, /options\.allowed_origins/)
    }
    assert.equal(running.router.counters.get('upgrades_refused'), 1)
  })

  test('pages of this machine, named origins and programs without an origin may connect', async () => {
    await using running = await startRouter({ options: SILENT })
    for (const headers of [
      ['Host: localhost:8080', 'Origin: http://127.0.0.1:3000'],
      ['Host: evil.example'],
      ['Host: app.example', 'Origin: https://app.example', 'X-Forwarded-For: 198.51.100.1'],
      ['Host: app.example', 'Origin: https://app.example', 'Forwarded: for=198.51.100.1;proto=https'],
    ])
      assert.match(await upgrade(running, headers), /^HTTP\/1\.1 101/, headers.join())
    await using named = await startRouter({ options: { allowed_origins: ['http://app.example'] } })
    assert.match(await upgrade(named, ['Host: app.example', 'Origin: http://app.example']), /^HTTP\/1\.1 101/)
  })

  test('forwarding headers from a peer that is no trusted proxy do not help a page to connect', async () => {
    await using running = await startRouter({ options: SILENT, endpoint: { limits: { trusted_proxies: [] } } })
    const headers = ['Host: evil.example', 'Origin: http://evil.example', 'X-Forwarded-For: 198.51.100.1']
    assert.match(await upgrade(running, headers), /^HTTP\/1\.1 403/)
  })
})

describe('headers of proxies', () => {
  for (const [name, headers] of [
    [
      'X-Forwarded-For and X-Forwarded-Proto',
      { 'x-forwarded-for': '1.1.1.1, 198.51.100.9', 'x-forwarded-proto': 'https' },
    ],
    ['Forwarded', { forwarded: 'for=1.1.1.1;proto=http, for="198.51.100.9:4711";proto=https' }],
  ] as const) {
    test(`${name} set the address and is_secure in log and meta API`, async () => {
      const { lines, log } = notes()
      await using running = await startRouter({ log })
      const { peer, is_secure: isSecure } = await transportSeen(running, headers)
      assert.deepEqual([peer, isSecure], ['tcp4:198.51.100.9', true])
      const joined = lines.find(({ text }) => text.startsWith('joined'))
      assert.equal(joined?.fields['peer'], 'tcp4:198.51.100.9')
      assert.match(String(joined?.fields['proxy']), /^tcp4:127\.0\.0\.1:\d+$/)
    })
  }

  test('headers from a peer that is no trusted proxy are ignored', async () => {
    await using running = await startRouter({ endpoint: { limits: { trusted_proxies: ['192.0.2.1'] } } })
    const headers = { 'x-forwarded-for': '198.51.100.9', 'x-forwarded-proto': 'https', forwarded: 'for=1.2.3.4' }
    const { peer, is_secure: isSecure } = await transportSeen(running, headers)
    assert.match(String(peer), /^tcp4:127\.0\.0\.1:\d+$/)
    assert.equal(isSecure, false)
  })

  test('headers that name different clients are refused: a client wrote one of them', async () => {
    await using running = await startRouter()
    const answer = await upgrade(running, ['Host: a', 'Forwarded: for=1.2.3.4', 'X-Forwarded-For: 198.51.100.9'])
    assert.match(answer, /^HTTP\/1\.1 400[^]*let the proxy set one of them and remove the other/)
    assert.equal(running.router.counters.get('requests_failed'), 1)
  })
})

test('two Host headers are answered with 400, for requests and for upgrades', async () => {
  await using running = await startRouter({ paths: { data: { type: 'json', value: 1 } } })
  assert.match(await upgrade(running, ['Host: 127.0.0.1', 'Host: evil.example']), /^HTTP\/1\.1 400/)
  const socket = connect(running.port, '127.0.0.1')
  socket.write('GET /data HTTP/1.1\r\nHost: 127.0.0.1\r\nhOST: 127.0.0.1\r\n\r\n')
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  assert.match(text, /^HTTP\/1\.1 400/)
})
