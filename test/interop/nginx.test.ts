/**
 * nginx in front of a router on loopback, with the lines of docs/running.md. The router has no configuration for it.
 */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { freePorts } from '../support/free-ports.ts'
import { PLAIN_JSON, RawClient } from '../support/raw-client.ts'
import { startRouter } from '../support/router.ts'

const nginx = process.env['NGINX'] || '/usr/sbin/nginx'
const isThere = spawnSync(nginx, ['-v']).status === 0
const isPossible = isThere && process.platform === 'linux' // where all of 127.0.0.0/8 is this machine
const skip = isPossible || process.env['CI'] === 'true' ? false : 'nginx is not installed'

const running = readFileSync(new URL('../../docs/running.md', import.meta.url), 'utf8')
const [, lines = ''] = /```nginx\n(.*?)```/s.exec(running) ?? []

/** An nginx of our own in the foreground, with the documented lines for a router on this port. */
async function startNginx(routerPort: number) {
  const [port = 0] = await freePorts(1)
  const folder = mkdtempSync(join(tmpdir(), 'wampeter-nginx-'))
  const config = `
    daemon off; master_process off; pid ${folder}/pid; error_log stderr;
    events {}
    http {
      access_log off;
      client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
      server { listen 127.0.0.1:${port}; ${lines.replace(':8080', `:${routerPort}`)} }
    }`
  writeFileSync(join(folder, 'nginx.conf'), config)
  const child = spawn(nginx, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  for (let tries = 0; !(await listens(port)); tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error(`nginx does not listen: ${said}`)
    await pause(20)
  }
  return {
    url: `ws://127.0.0.1:${port}/ws`,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

async function statusOf(url: string, headers: Record<string, string>): Promise<number> {
  const { ws } = new RawClient(url, PLAIN_JSON, headers)
  return new Promise((resolve) => {
    ws.on('open', () => resolve(101)).on('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode))
  })
}

test(
  'a page of the public name may connect through nginx, and a rebinding page may not connect past it',
  { skip },
  async () => {
    await using router = await startRouter({ options: { allowed_origins: undefined } })
    await using proxy = await startNginx(router.port)
    const page = { host: 'wamp.example', origin: 'https://wamp.example' }
    assert.equal(await statusOf(proxy.url, page), 101)
    assert.equal(await statusOf(proxy.url, { ...page, origin: 'https://evil.example' }), 403)
    assert.equal(await statusOf(router.url, page), 403)
  },
)

test('through nginx a client has its own address and scheme, whatever it claims', { skip }, async () => {
  await using router = await startRouter({ endpoint: { limits: { trusted_proxies: ['127.0.0.1'] } } })
  await using proxy = await startNginx(router.port)
  const claims = { 'x-forwarded-for': '198.51.100.9', 'x-forwarded-proto': 'https', forwarded: 'for=198.51.100.9' }
  const ws = new WebSocket(proxy.url, ['wamp.2.json'], { headers: claims, localAddress: '127.0.0.2' })
  await once(ws, 'open')
  ws.send('[1,"realm1",{"roles":{"caller":{}}}]')
  const [data] = await once(ws, 'message')
  const [, session]: readonly unknown[] = JSON.parse(String(data))
  const observer = await router.router.join({ realm: 'realm1' })
  const { args } = await observer.call('wamp.session.get', [session])
  const { transport } = Object(args[0])
  assert.deepEqual([transport.peer, transport.is_secure], ['tcp4:127.0.0.2', false])
  ws.terminate()
})
