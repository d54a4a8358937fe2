import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import fc from 'fast-check'
import { readPlainUpgrade } from './plain-upgrade.ts'

const HEADERS = [
  'Host: localhost:8080',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Protocol: wamp.2.json',
]

const requestOf = (headers: readonly string[], line = 'GET /ws HTTP/1.1'): string =>
  [line, ...headers, '', ''].join('\r\n')

const read = (text: string) => readPlainUpgrade(Buffer.from(text, 'latin1'))

const [PLAIN] = [requestOf(HEADERS)]

test('a plain request is read, and what follows is left', () => {
  const plain = read(`${PLAIN}after`)
  assert.equal(plain?.url, '/ws')
  assert.equal(plain.end, PLAIN.length)
  assert.deepEqual({ ...plain.headers }, Object.fromEntries(HEADERS.map((line) => split(line))))
})

const split = (line: string): [string, string] => [
  line.slice(0, line.indexOf(':')).toLowerCase(),
  line.slice(line.indexOf(':') + 1).trim(),
]

const taken: Readonly<Record<string, readonly string[]>> = {
  'of a browser': [
    ...HEADERS,
    'Pragma: no-cache',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
    'Origin: http://localhost:8081',
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Cookie: a=b; c="d"',
    'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
  ],
  'of Firefox, which keeps connections alive': [...HEADERS.toSpliced(2, 1, 'Connection: keep-alive, Upgrade')],
  'in other cases': HEADERS.map((line) => line.replace(/^[^:]+/, (name) => name.toUpperCase())).toSpliced(
    1,
    1,
    'upgrade: WebSocket',
  ),
  'with a header named like a part of JavaScript objects': [...HEADERS, '__proto__: x', 'constructor: y'],
  'with blanks around a value': [...HEADERS, 'X: \t a b \t '],
  'with an empty value': [...HEADERS, 'X:'],
}

for (const [name, headers] of Object.entries(taken))
  test(`a request ${name} is plain`, () => assert.ok(read(requestOf(headers)) !== undefined))

const without = (name: string): string[] => HEADERS.filter((line) => !line.startsWith(name))

const left: Readonly<Record<string, string>> = {
  'another method': requestOf(HEADERS, 'POST /ws HTTP/1.1'),
  'HTTP/1.0': requestOf(HEADERS, 'GET /ws HTTP/1.0'),
  'an absolute target': requestOf(HEADERS, 'GET http://localhost/ws HTTP/1.1'),
  'a fragment in the target': requestOf(HEADERS, 'GET /ws#a HTTP/1.1'),
  'a blank in the target': requestOf(HEADERS, 'GET /w s HTTP/1.1'),
  'a target that is not ASCII': requestOf(HEADERS, 'GET /\xe9 HTTP/1.1'),
  'a head that is not complete': PLAIN.slice(0, -2),
  'line feeds alone': PLAIN.replaceAll('\r\n', '\n'),
  'a line feed alone within a value': requestOf([...HEADERS, 'X: a\nY: b']),
  'a carriage return alone': requestOf([...HEADERS, 'X: a\rb']),
  'a folded line': requestOf([...HEADERS, 'X: a', ' b']),
  'a blank before the colon': requestOf([...HEADERS, 'X : a']),
  'a header without a name': requestOf([...HEADERS, ': a']),
  'a header without a colon': requestOf([...HEADERS, 'X']),
  'a name that is no token': requestOf([...HEADERS, 'X(y): a']),
  'a value that is not ASCII': requestOf([...HEADERS, 'X: \xe9']),
  'a control character in a value': requestOf([...HEADERS, 'X: \x00']),
  'a header twice': requestOf([...HEADERS, 'X: a', 'x: b']),
  'two Hosts': requestOf([...HEADERS, 'Host: b']),
  'no Host': requestOf(without('Host')),
  'an empty Host': requestOf([...without('Host'), 'Host:']),
  'no upgrade': requestOf(without('Upgrade')),
  'another upgrade': requestOf([...without('Upgrade'), 'Upgrade: h2c']),
  'a list of upgrades': requestOf([...without('Upgrade'), 'Upgrade: websocket, h2c']),
  'a Connection that does not name the upgrade': requestOf([...without('Connection'), 'Connection: keep-alive']),
  'a Connection without commas': requestOf([...without('Connection'), 'Connection: keep-alive Upgrade']),
  'a Connection with a longer word': requestOf([...without('Connection'), 'Connection: upgraded']),
  'a body': requestOf([...HEADERS, 'Content-Length: 1']),
  'a body in chunks': requestOf([...HEADERS, 'Transfer-Encoding: chunked']),
  'a Set-Cookie': requestOf([...HEADERS, 'Set-Cookie: a=b']),
  'an expectation': requestOf([...HEADERS, 'Expect: 100-continue']),
  'too many headers': requestOf([...HEADERS, ...Array.from({ length: 40 }, (_, index) => `X${index}: a`)]),
  'a head of more than 8 KiB': requestOf([...HEADERS, `X: ${'a'.repeat(8_192)}`]),
  'bytes of TLS': '\x16\x03\x01\x02\x00\x01\x00',
  'a blank line first': `\r\n${PLAIN}`,
}

for (const [name, request] of Object.entries(left))
  test(`${name} is left to Node`, () => assert.equal(read(request), undefined))

/** What Node's own server makes of the bytes: an upgrade, or anything else. */
async function readByNode(bytes: Buffer): Promise<{ url: unknown; headers: object; head: string } | undefined> {
  const server = createServer()
  let upgrade: { url: unknown; headers: object; head: string } | undefined
  server.on('upgrade', ({ url, headers }, _socket, head: Buffer) => {
    upgrade = { url, headers: { ...headers }, head: head.toString('latin1') }
  })
  server.on('clientError', () => {})
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() }).on('error', () => {})
  server.emit('connection', socket)
  socket.push(bytes)
  await new Promise((resolve) => setImmediate(resolve))
  socket.destroy()
  server.closeAllConnections()
  return upgrade
}

const CHANGES = [
  '\r',
  '\n',
  '\r\n',
  ' ',
  '\t',
  ':',
  ',',
  '\0',
  '\x7f',
  '\xff',
  '#',
  '"',
  'upgrade',
  'websocket',
  'Host: a\r\n',
  'HTTP/1.1',
]

/** A list of the Connection header, with odd separators. */
const connections = fc
  .array(fc.constantFrom('upgrade', 'Upgrade', 'close', 'keep-alive', 'x', ',', ', ', ' ', '\t', ';'), { maxLength: 5 })
  .map((parts) => parts.join(''))

/** Names of headers that some parser treats in a special way. */
const special = fc.constantFrom('Set-Cookie', 'Proxy-Connection', 'TE', 'Trailer', 'Cookie', 'Keep-Alive', 'Age')

/** A plain request with some changes anywhere, and odd headers. */
const requests = fc
  .record({
    target: fc.oneof(
      fc.constant('/ws'),
      fc.string({ maxLength: 12 }).map((text) => `/${text}`),
    ),
    extra: fc.array(
      fc
        .tuple(fc.oneof(fc.string({ minLength: 1, maxLength: 8 }), special), fc.string({ maxLength: 12 }))
        .map(([name, value]) => `${name}: ${value}`),
      { maxLength: 3 },
    ),
    connection: fc.oneof({ weight: 3, arbitrary: fc.constant('Upgrade') }, { weight: 1, arbitrary: connections }),
    after: fc.string({ maxLength: 8 }),
    changes: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...CHANGES), fc.boolean()), {
      maxLength: 2,
    }),
  })
  .map(({ target, extra, connection, after, changes }) => {
    const headers = [...HEADERS.toSpliced(2, 1, `Connection: ${connection}`), ...extra]
    let text = requestOf(headers, `GET ${target} HTTP/1.1`) + after
    for (const [where, what, replaces] of changes) {
      const at = Math.floor(where * text.length)
      text = text.slice(0, at) + what + text.slice(replaces ? at + what.length : at)
    }
    return Buffer.from(text, 'latin1')
  })

test('what is read as a plain request, Node’s parser reads in the same way', async () => {
  let plainOnes = 0
  await fc.assert(
    fc.asyncProperty(requests, async (bytes) => {
      const plain = readPlainUpgrade(bytes)
      if (plain === undefined) return
      plainOnes++
      const { url, end } = plain
      const head = bytes.subarray(end).toString('latin1')
      assert.deepEqual({ url, headers: { ...plain.headers }, head }, await readByNode(bytes))
    }),
    { numRuns: 5_000 },
  )
  assert.ok(plainOnes > 500, `${plainOnes} requests were plain`)
})
