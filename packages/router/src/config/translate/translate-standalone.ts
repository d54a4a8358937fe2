/** A `websocket` path on its own, for routers that are attached to an embedding program's HTTP server. */
import type { ListenOptions } from '../../listeners/options.ts'
import type { WebSocketServiceOptions } from '../../web-services/options.ts'
import { checkConfig } from '../check.ts'
import { ConfigError } from '../config-error.ts'
import type { AttachedPath, WebSocketPath } from '../written.ts'
import { translateConfig } from './translate.ts'

const SEGMENT = 'ws'

/**
 * Checks and translates one `websocket` path service.
 * @throws ConfigError with every problem; paths in it start at the transport that it is checked in.
 */
export function translateService(service: WebSocketPath): WebSocketServiceOptions {
  return translateAttached(service).options
}

/**
 * A path of an embedding program's server, with the limits of its connections: `endpoint.limits`, as in a transport.
 */
export interface AttachedOptions {
  readonly options: WebSocketServiceOptions
  readonly limits: ListenOptions
}

/**
 * Checks and translates a path of an embedding program's server, where `endpoint: { limits }` may be given as well.
 * @throws ConfigError with every problem.
 */
export function translateAttached({ endpoint, ...service }: AttachedPath): AttachedOptions {
  const where = { type: 'tcp', port: 0, ...Object(endpoint) }
  const transport = { type: 'web', endpoint: where, paths: { [SEGMENT]: { ...service, type: 'websocket' } } }
  const { config, problems } = checkConfig({ version: 2, workers: [{ type: 'router', transports: [transport] }] })
  if (config === undefined) throw new ConfigError(problems)
  const translated = translateConfig(config, '.')[0]?.transports[0]
  const found = translated?.root.type === 'path' ? translated.root.services.get(SEGMENT) : undefined
  if (translated === undefined || found?.type !== 'websocket') throw new TypeError('a websocket path was expected')
  return { options: found, limits: translated.listen }
}
