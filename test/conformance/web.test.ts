/** The services of a web transport besides WAMP, over real HTTP and TLS. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { WebSocket } from 'ws'
import { startRouter } from '../support/router.ts'
import type { RunningRouter } from '../support/router.ts'

const folder = mkdtempSync(join(tmpdir(), 'wampeter-web-'))
mkdirSync(join(folder, 'web', 'inner'), { recursive: true })
writeFileSync(join(folder, 'web', 'index.html'), '<title>home</title>')
writeFileSync(join(folder, 'web', 'inner', 'page.html'), 'inner page')
writeFileSync(join(folder, 'web', '.hidden'), 'hidden')
writeFileSync(join(folder, 'secret.txt'), 'outside')

let running: RunningRouter
before(async () => {
  running = await startRouter({
    paths: {
      '/': { type: 'static', directory: join(folder, 'web'), options: { enable_directory_listing: true } },
      app: { type: 'static', directory: join(folder, 'web'), options: { default_file: 'index.html' } },
      away: { type: 'redirect', url: 'https://example.org/there' },
      data: { type: 'json', value: { answer: 42 } },
      info: { type: 'nodeinfo' },
      nested: { type: 'path', paths: { deep: { type: 'json', value: 'deep' } } },
    },
  })
})
after(async () => {
  await running[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/** Sends the path unchanged: fetch would normalise it. */
const get = (path: string, method = 'GET'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: running.port, path, method }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('error', reject).end()
  })

describe('static files', () => {
  test('the index page, a file below, and a listing without an index', async () => {
    assert.match((await get('/')).body, /home/)
    assert.equal((await get('/inner/page.html')).body, 'inner page')
    assert.match((await get('/inner/')).body, /page\.html/)
  })

  test('a directory without its slash is redirected', async () => {
    const { status, headers } = await get('/inner')
    assert.deepEqual([status, headers['location']], [301, '/inner/'])
  })

  test('nothing outside the directory, and nothing hidden, is served', async () => {
    for (const path of [
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/inner/../../secret.txt',
      '/.hidden',
      '/%00',
      '/%',
    ]) {
      const { status, body } = await get(path)
      assert.ok(status === 404 || status === 400 || status === 403, `${path} got ${status}`)
      assert.doesNotMatch(body, /outside|hidden/)
    }
  })

  test('an unknown path is 404, or the default file if one is configured', async () => {
    assert.equal((await get('/nothing')).status, 404)
    const { status, body } = await get('/app/some/route')
    assert.deepEqual([status, body], [200, '<title>home</title>'])
  })

  test('other methods than GET and HEAD get 405', async () => {
    assert.equal((await get('/', 'POST')).status, 405)
    assert.equal((await get('/', 'HEAD')).body, '')
  })
})

test('redirect, json, nodeinfo and nested paths are served', async () => {
  const redirected = await get('/away?x=1')
  assert.deepEqual([redirected.status, redirected.headers['location']], [302, 'https://example.org/there'])
  assert.deepEqual(JSON.parse((await get('/data')).body), { answer: 42 })
  assert.equal((await get('/nested/deep')).body, '"deep"')
  assert.equal((await get('/nested/other')).status, 404)
  const info = await get('/info')
  assert.match(info.body, /realm1/)
  assert.doesNotMatch(info.body, new RegExp(String(process.pid)))
})

test('a browser that opens the address of a WebSocket gets an explanation', async () => {
  assert.match((await get('/ws')).body, /WAMP/)
})

test('WAMP over TLS, with key and certificate from files', async () => {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '1',
      '-subj',
      '/CN=localhost',
      '-keyout',
      key,
      '-out',
      certificate,
    ],
    { stdio: 'ignore' },
  )
  await using secure = await startRouter({
    endpoint: { tls: { key, certificate } },
    paths: { data: { type: 'json', value: 1 } },
  })
  const status = await new Promise((resolve, reject) => {
    secureRequest({ host: '127.0.0.1', port: secure.port, path: '/data', rejectUnauthorized: false }, (response) =>
      resolve(response.resume().statusCode),
    )
      .on('error', reject)
      .end()
  })
  assert.equal(status, 200)
  const socket = new WebSocket(`wss://127.0.0.1:${secure.port}/ws`, ['wamp.2.json'], { rejectUnauthorized: false })
  const answer = await new Promise<string>((resolve, reject) => {
    socket.on('open', () => socket.send('[1,"realm1",{"roles":{"caller":{}}}]'))
    socket.on('message', (data: Buffer) => resolve(data.toString()))
    socket.on('error', reject)
  })
  assert.match(answer, /^\[2,/)
  socket.terminate()
})

test('the chain is sent with the certificate: a client that trusts only the root trusts the router', async () => {
  const file = (name: string): string => join(folder, name)
  const openssl = (...args: readonly string[]): unknown =>
    execFileSync('openssl', args, { stdio: 'ignore', cwd: folder })
  writeFileSync(file('ca.cnf'), 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n')
  writeFileSync(file('leaf.cnf'), 'subjectAltName=IP:127.0.0.1\n')
  const key = (name: string): readonly string[] => ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`]
  openssl('req', '-x509', ...key('root'), '-days', '1', '-subj', '/CN=root', '-out', 'root.pem')
  for (const [name, issuer, extensions] of [
    ['between', 'root', 'ca.cnf'],
    ['leaf', 'between', 'leaf.cnf'],
  ] as const) {
    openssl('req', ...key(name), '-subj', `/CN=${name}`, '-out', `${name}.csr`)
    const signing = ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial', '-days', '1']
    openssl('x509', '-req', '-in', `${name}.csr`, ...signing, '-extfile', extensions, '-out', `${name}.pem`)
  }
  const tls = { key: file('leaf.key'), certificate: file('leaf.pem') }
  const ca = readFileSync(file('root.pem'))
  const trusts = async (endpoint: object): Promise<boolean> => {
    await using secure = await startRouter({ endpoint: { tls: endpoint } })
    const socket = new WebSocket(`wss://127.0.0.1:${secure.port}/ws`, ['wamp.2.json'], { ca })
    return await new Promise((resolve) => {
      socket.on('open', () => {
        socket.terminate()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
  }
  assert.equal(await trusts({ ...tls, chain_certificates: [file('between.pem')] }), true)
  assert.equal(await trusts(tls), false)
})

test('a missing TLS file stops the start and is named', async () => {
  await assert.rejects(
    startRouter({ endpoint: { tls: { key: '/nowhere/key.pem', certificate: '/nowhere/cert.pem' } } }),
    /nowhere\/(key|cert)\.pem cannot be read/,
  )
})

test('a POST to a WebSocket path is refused with the reason', async () => {
  await using running = await startRouter()
  const posted = await fetch(`http://127.0.0.1:${running.port}/ws`, { method: 'POST', body: '[1,"realm1",{}]' })
  assert.deepEqual([posted.status, posted.headers.get('allow')], [405, 'GET, HEAD'])
})
