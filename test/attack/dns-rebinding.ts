/**
 * DNS rebinding: a web page makes its own host name resolve to 127.0.0.1. Its WebSocket sends its own Origin, and its
 * own name as Host.
 */
import { WebSocket } from 'ws'
import type { Attack } from './attack.ts'

const NAMES = ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '127.0.0.1.nip.io', 'localhost.']

/** Tries to connect by several such names. */
export const dnsRebinding: Attack = async ({ url }) => {
  const { port } = new URL(url)
  const accepted: string[] = []
  for (const name of NAMES) {
    const host = `${name}:${port}`
    if ((await statusAt(url, { host, origin: `http://${host}` })) === 101) accepted.push(name)
  }
  const figure = accepted.length === 0 ? `${NAMES.length} names refused` : `accepted: ${accepted.join(', ')}`
  return { figure, holds: accepted.length === 0 }
}

function statusAt(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const ws = new WebSocket(url, ['wamp.2.json'], { headers })
  return new Promise((resolve) => {
    const settle = (status: number): void => {
      ws.terminate()
      resolve(status)
    }
    ws.on('open', () => settle(101)).on('error', () => settle(0))
    ws.on('unexpected-response', (_request, { statusCode = 0 }) => settle(statusCode))
  })
}
