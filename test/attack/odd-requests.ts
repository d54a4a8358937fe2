/** Ambiguous requests and texts: two Host headers, and text that reverses a log line. */
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { OwnAttack } from './attack.ts'
import { startOwnRouter } from './own-router.ts'

/** Characters that change the direction of text, and characters without width. */
const UNSEEN = /[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/u

/** Sends two Host headers, and a realm name that would reorder a log line. */
export const oddRequests: OwnAttack = async () => {
  await using router = await startOwnRouter({ stdio: ['ignore', 'pipe', 'ignore'] })
  let log = ''
  router.child.stdout?.on('data', (chunk) => (log += String(chunk)))
  const status = await twoHosts(router.port)
  await sayHello(router.url, 'realm\u202e1\u200b')
  for (let tries = 0; !log.includes('no_such_realm') && !log.includes('invalid_uri') && tries < 100; tries++)
    await pause(20)
  const leaks = UNSEEN.test(log)
  return {
    figure: `two Host headers: ${status}; U+202E in the log: ${leaks ? 'as it is' : 'escaped'}`,
    holds: status === '400' && !leaks && log !== '',
  }
}

async function twoHosts(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /readyz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n')
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return /^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 'none'
}

function sayHello(url: string, realm: string): Promise<void> {
  const ws = new WebSocket(url, ['wamp.2.json'])
  return new Promise((resolve) => {
    ws.on('open', () => ws.send(JSON.stringify([1, realm, { roles: { caller: {} } }])))
    ws.on('message', () => ws.terminate())
    ws.on('error', () => {}).on('close', () => resolve())
  })
}
