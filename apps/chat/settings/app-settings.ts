/** The settings of the HTTP service. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { readDataSettings } from './data-settings.ts'
import type { DataSettings } from './data-settings.ts'
import type { Environment } from './environment.ts'
import { readQueueSettings } from './queue-settings.ts'
import type { QueueSettings } from './queue-settings.ts'
import { secretFile } from './secret-file.ts'
import { readTurnSettings } from './turn-settings.ts'
import type { TurnSettings } from './turn-settings.ts'

export interface AppSettings {
  readonly host: string
  /** The public ports: lesson 4's, 5's and 6's routes. */
  readonly ports: Readonly<Record<Lesson, number>>
  readonly internal: {
    readonly host: string
    readonly ports: { readonly 4: number; readonly 5: number }
    /** Wanted as a bearer from each worker. Undefined: the ports are reachable from this machine alone. */
    readonly serviceToken: string | undefined
  }
  /** Proxies whose X-Forwarded-For is believed, when clients are told apart for rate limits. */
  readonly trustedProxies: readonly string[]
  readonly requestsPerMinute: number
  readonly bodyBytes: number
  /** How many connections each port holds at the same time. */
  readonly connections: number
  readonly token: { readonly lifeMs: number; readonly keyText: string | undefined; readonly keyFile: string }
  readonly admin: { readonly user: string; readonly password: string }
  /** Whose broadcasts these are: the chat's, or those of lesson 6. */
  readonly broadcastTo: 'lesson' | 'chat'
  /** The learner's program that sends a broadcast, run for `broadcastTo: 'chat'` where it exists. */
  readonly lessonBroadcaster: string | undefined
  /** Undefined: calls have no TURN server. */
  readonly turn: TurnSettings | undefined
  readonly queue: QueueSettings
  readonly data: DataSettings
  readonly logLevel: LogLevel
  /** Lines for people, with times of `TZ`; or JSON lines, with times in UTC. */
  readonly logFormat: 'text' | 'json'
}

export type Lesson = 4 | 5 | 6
export type LogLevel = 'info' | 'debug' | 'warn' | 'error' | 'silent'

const HOUR_MS = 3_600_000
const LOOPBACK = '127.0.0.1'

/** Problems are noted in the environment; call its `finish()` afterwards. */
export function readAppSettings(environment: Environment): AppSettings {
  const data = readDataSettings(environment)
  return {
    host: environment.text('APP_HOST', LOOPBACK),
    ports: {
      4: environment.port('APP_PORT_4', 8014),
      5: environment.port('APP_PORT_5', 8015),
      6: environment.port('APP_PORT_6', 8016),
    },
    internal: internalOf(environment),
    trustedProxies: (environment.optional('APP_TRUSTED_PROXIES') ?? '').split(/[\s,]+/).filter(Boolean),
    requestsPerMinute: environment.wholeNumber('APP_REQUESTS_PER_MINUTE', { default: 20_000, min: 0, max: 10_000_000 }),
    bodyBytes: environment.wholeNumber('APP_BODY_BYTES', { default: 131_072, min: 1_024, max: 10_485_760 }),
    connections: environment.wholeNumber('APP_CONNECTIONS', { default: 2_000, min: 1, max: 100_000 }),
    token: {
      lifeMs: HOUR_MS * environment.number('TOKEN_HOURS', { default: 16, min: 0.001, max: 8_760 }),
      keyText: keyTextOf(environment),
      keyFile: join(data.folder, 'token.key'),
    },
    admin: {
      user: environment.text('ADMIN_USER', 'RichardIII'),
      password: environment.text('ADMIN_PASSWORD', 'abc123'),
    },
    broadcastTo: environment.oneOf('BROADCAST_TO', ['lesson', 'chat']),
    lessonBroadcaster: environment.optional('LESSON_BROADCASTER'),
    turn: readTurnSettings(environment),
    queue: readQueueSettings(environment),
    data,
    logLevel: environment.oneOf('LOG_LEVEL', ['info', 'debug', 'warn', 'error', 'silent']),
    logFormat: environment.oneOf('LOG_FORMAT', ['text', 'json']),
  }
}

/** The key that tokens are encrypted with: from the environment, otherwise from its file, which is made if need be. */
export function tokenKey({ token }: AppSettings): Buffer {
  if (token.keyText !== undefined) return createHash('sha256').update(token.keyText).digest()
  return secretFile(token.keyFile)
}

function internalOf(environment: Environment): AppSettings['internal'] {
  const host = environment.text('APP_INTERNAL_HOST', LOOPBACK)
  const serviceToken = environment.optional('APP_SERVICE_TOKEN')
  if (serviceToken === undefined && !isLoopback(host))
    environment.problem(
      'APP_INTERNAL_HOST',
      `opens the ports for workers to other machines ('${host}'), so APP_SERVICE_TOKEN must be set as well`,
    )
  if (serviceToken !== undefined && !/^\S{16,}$/.test(serviceToken))
    environment.problem('APP_SERVICE_TOKEN', 'must have at least 16 characters and no spaces')
  return {
    host,
    ports: { 4: environment.port('APP_INTERNAL_PORT_4', 8024), 5: environment.port('APP_INTERNAL_PORT_5', 8025) },
    serviceToken,
  }
}

function keyTextOf(environment: Environment): string | undefined {
  const text = environment.optional('TOKEN_KEY')
  if (text !== undefined && text.length < 32) environment.problem('TOKEN_KEY', 'must have at least 32 characters')
  return text
}

/** True for `localhost` and for addresses of the loopback interface. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
