/** The options of the services of a web transport. `services` are keyed by one path segment, or `/`. */
import type { AuthOptions, SessionLimits } from '../session/options.ts'
import type { WebSocketOptions } from '../transports/options.ts'

export type ServiceOptions =
  | WebSocketServiceOptions
  | StaticOptions
  | RedirectOptions
  | JsonOptions
  | NodeInfoOptions
  | MetricsOptions
  | HealthOptions
  | PathOptions

/** WAMP over WebSocket. */
export interface WebSocketServiceOptions {
  readonly type: 'websocket'
  readonly websocket: WebSocketOptions
  readonly auth: AuthOptions
  readonly limits: SessionLimits
}

export interface StaticOptions {
  readonly type: 'static'
  /** Absolute; it exists. */
  readonly directory: string
  readonly listsDirectories: boolean
  /** Media types by file extension, with its dot. */
  readonly mimeTypes: ReadonlyMap<string, string>
  /** Seconds that browsers may keep a file; undefined: no caching headers. */
  readonly cacheSeconds: number | undefined
  /** Answers every unknown path with 200, for single-page applications; relative to the directory. */
  readonly defaultFile: string | undefined
  /** True: links that lead out of the directory are followed. */
  readonly followsLinks: boolean
}

export interface RedirectOptions {
  readonly type: 'redirect'
  readonly url: string
}

export interface JsonOptions {
  readonly type: 'json'
  readonly value: unknown
  readonly isPretty: boolean
  readonly allowsCrossOrigin: boolean
  readonly discouragesCaching: boolean
}

export interface NodeInfoOptions {
  readonly type: 'nodeinfo'
}

/** Numbers for Prometheus. */
export interface MetricsOptions {
  readonly type: 'metrics'
}

export interface HealthOptions {
  readonly type: 'health'
  readonly check: 'alive' | 'ready'
}

export interface PathOptions {
  readonly type: 'path'
  readonly services: ReadonlyMap<string, ServiceOptions>
}
