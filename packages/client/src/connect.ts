import { Client } from './client.ts'
import type { ConnectOptions } from './client.ts'
import { systemEnvironment } from './environment.ts'

/**
 * Makes a client and begins to connect. It can be used at once. Of several URLs one is tried after the other.
 *
 * ```ts
 * const client = connect('wss://example.com/ws', { realm: 'realm1' })
 * const { value } = await client.call('com.example.add', [2, 3])
 * ```
 */
export function connect(url: string | readonly string[], options: ConnectOptions): Client {
  const environment = { ...systemEnvironment, ...options.environment }
  if (options.onError !== undefined) environment.report = options.onError
  return new Client(typeof url === 'string' ? [url] : url, options, environment)
}
