/** A `websocket` path on its own, for routers that are attached to an HTTP server that is not theirs. */
import type { WebSocketServiceOptions } from '../../web-services/options.ts'
import { checkConfig } from '../check.ts'
import { ConfigError } from '../config-error.ts'
import { translateConfig } from './translate.ts'

const SEGMENT = 'ws'

/**
 * Checks and translates one `websocket` path service.
 * @throws ConfigError with every problem; paths in it start at the transport that it is checked in.
 */
export function translateService(service: Readonly<Record<string, unknown>>): WebSocketServiceOptions {
  const endpoint = { type: 'tcp', port: 0 }
  const transport = { type: 'web', endpoint, paths: { [SEGMENT]: { ...service, type: 'websocket' } } }
  const { config, problems } = checkConfig({ version: 2, workers: [{ type: 'router', transports: [transport] }] })
  if (config === undefined) throw new ConfigError(problems)
  const root = translateConfig(config, '.')[0]?.transports[0]?.root
  const found = root?.type === 'path' ? root.services.get(SEGMENT) : undefined
  if (found?.type !== 'websocket') throw new TypeError('a websocket path was expected')
  return found
}
