import { Client } from './client.ts'
import type { ConnectOptions } from './connect-options.ts'
import { systemEnvironment } from './environment.ts'
import { Gate } from './gate.ts'
import type { Kept } from './kept.ts'
import { Life } from './life.ts'
import { Standings } from './standing.ts'

/**
 * Makes a client and begins to connect. It can be used at once. Of several URLs one is tried after the other.
 *
 * ```ts
 * const client = connect('wss://example.com/ws', { realm: 'realm1' })
 * const { value } = await client.call('com.example.add', [2, 3])
 * ```
 */
export function connect(url: string | readonly string[], options: ConnectOptions): Client {
  const { onError, queueLimit = 1000 } = options
  const environment = { ...systemEnvironment, ...options.environment, ...(onError && { report: onError }) }
  const parts = { environment, gate: new Gate(queueLimit), standings: new Standings<Kept>() }
  return new Client({ ...parts, life: new Life({ ...parts, urls: [url].flat(), options }) })
}
