/** A session that registers the procedures of an authenticator: it would get tickets, and give roles. */
import { connect } from '@wampeter/client'
import { WebSocket } from 'ws'
import type { OwnAttack } from './attack.ts'
import { startOwnRouter } from './own-router.ts'

const dynamic = { type: 'dynamic', 'authenticator-realm': 'realm1' }

/** Answers as the authenticator: everybody is `trusted`. Then logs in, and tries one derivation that takes hours. */
export const takeover: OwnAttack = async () => {
  await using router = await startOwnRouter({
    paths: {
      tickets: { type: 'websocket', auth: { ticket: { ...dynamic, authenticator: 'app.auth' } } },
      keys: { type: 'websocket', auth: { wampcra: { ...dynamic, authenticator: 'app.keys' } } },
    },
  })
  const attacker = connect(router.url, { realm: 'realm1' })
  await attacker.register('app.auth', () => ({ role: 'trusted' }))
  const costly = { secret: 'x', salt: 'salt', iterations: 10_000_000, keylen: 512, derive: true, role: 'anonymous' }
  await attacker.register('app.keys', () => costly)
  const base = `ws://127.0.0.1:${router.port}`
  const asTrusted = await outcome(`${base}/tickets`, 'ticket')
  const start = performance.now()
  const derived = await outcome(`${base}/keys`, 'wampcra')
  const ms = performance.now() - start
  await attacker.close()
  return {
    figure: `trusted by a foreign authenticator: ${asTrusted}; 10,000,000 iterations for 512 bytes: ${derived} after ${ms.toFixed(0)} ms`,
    holds: asTrusted.startsWith('refused') && derived.startsWith('refused') && ms < 6_000,
  }
}

/** `refused` with its reason, or `let in`. */
function outcome(url: string, method: string): Promise<string> {
  const ws = new WebSocket(url, ['wamp.2.json'])
  const say = (message: readonly unknown[]): void => ws.send(JSON.stringify(message))
  return new Promise((resolve, reject) => {
    ws.on('open', () => say([1, 'realm1', { roles: { caller: {} }, authmethods: [method], authid: 'joe' }]))
    ws.on('error', reject)
    ws.on('message', (data: Buffer) => {
      const [code, , reason] = JSON.parse(data.toString()) as [number, unknown, unknown]
      if (code === 4) return say([5, 'x', {}])
      ws.terminate()
      resolve(code === 2 ? 'let in' : `refused (${String(reason)})`)
    })
  })
}
